/**
 * What exports of ledgers at rest cost, how much memory they take, and how long they ever hold up the event loop: one of 2,500
 * problems and 10,000 tasks, and a term of 7,000 problems.
 * Goals: 5 s, 400 MB, 50 ms. On a busy machine the loop also waits for a processor: the thread's own work is counted apart.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { LedgerId, PersonId, RoundId } from '#domain/ids.ts';
import { figuresOf } from '#domain/projections/figures.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import { createExchange } from '#server/exchange/exchange.ts';
import type { ExportedFile } from '#server/exchange/exchange.contract.ts';
import { committedFromStore } from '#server/exchange/exports/stored-rows.ts';
import { CommitPart } from '#server/rooms/commit-part.ts';
import { proseStatements, writeCurrentRow, writeFigures } from '#server/rooms/records.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { ledgerId, loggedCommit, partiesOf, ROUND } from '../contract/parties.ts';
import { watchOwnWork } from './own-work.ts';
import type { BenchResult } from './run.ts';

const PROBLEMS = 2_500;
const TASKS_EACH = 4;
/** ledgers of the term's round; together as many problems as a term has */
const UNITS = 70;
const TERM_PROBLEMS = 7_000;
const MEMORY_EVERY_MS = 10;
const ROWS_PER_COMMIT = 1_000;
const AT = '2026-03-31T01:00:00.000Z';
const BY = { person: 'person0000000001' as PersonId, name: '某同志' };
const SENTENCE = '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次，';

const prose = (n: number): string => `第${n}项：${SENTENCE.repeat(1 + (n % 3))}确保按期整改到位。`;
const id = (kind: string, n: number): string => `${kind}${String(n).padStart(12, '0')}`;

interface MadeRow {
  readonly id: string;
  readonly cells: Readonly<Record<string, string | number | boolean>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** The n-th problem with its duty and tasks, as the store keeps rows. */
function rowsOf(n: number): readonly MadeRow[] {
  const problem = id('prob', n);
  const order = `a${n}`;
  const tasks = Array.from({ length: TASKS_EACH }, (_, t): MadeRow => ({
    id: id('task', n * TASKS_EACH + t),
    cells: {
      list: 'tasks', problem, order: `a${t}`, 'types:建章立制': true, owner: '办公室', due: '2026-11-30',
      withinFocus: true, completion: '未完成', 'counters:rules': 1, evidenceCount: 1,
    }, // prettier-ignore
    texts: { measure: prose(n + t), progress: prose(n * 7 + t) },
  }));
  const own: MadeRow = {
    id: problem,
    cells: {
      list: 'problems', order, code: `1-${n}`, original: prose(n), source: '县委巡察', category: '履行职能责任方面',
      subcategory: '主体责任', nature: '个性', key: n % 9 === 0, kind: 'timed', due: '2026-12-31', status: 'rectifying',
      'claim:person0000000001': AT, evidenceCount: 1,
    }, // prettier-ignore
    texts: { symptom: prose(n + 1) },
  };
  const duty: MadeRow = {
    id: id('duty', n),
    cells: {
      list: 'duties', problem, order, firstHead: '某书记', clerk: '某科员', 'leaders:某局长': 'a0', 'leaders:某副局长': 'a1',
      'coUnits:某中心': 'a0', leadDept: '办公室',
    }, // prettier-ignore
    texts: { cause: prose(n), goal: prose(n + 1) },
  };
  return [own, duty, ...tasks];
}

/** A ledger at rest with `count` problems, written as its room would have left it after one commit. */
async function fill(
  store: Store,
  ledger: string,
  commitNo: number,
  first: number,
  count: number,
): Promise<void> {
  const { db } = store;
  const rows = Array.from({ length: count }, (_, n) => rowsOf(first + n)).flat();
  for (let from = 0; from < rows.length; from += ROWS_PER_COMMIT) {
    const part = new CommitPart();
    for (const row of rows.slice(from, from + ROWS_PER_COMMIT)) {
      writeCurrentRow(part, ledger, row.id, 1, new Map(Object.entries(row.cells)));
      const texts = Object.entries(row.texts).map(([field, text]) => ({ row: row.id, field, text }));
      part.add(proseStatements(db, ledger, 1, texts));
    }
    await store.commit([part.statements()]);
  }
  const figures = figuresOf({ problems: [] }, '2026-03-31', { longTermOutOfRate: false });
  const part = new CommitPart();
  part.add(loggedCommit(store, { ledger, seq: 1, prev: CHAIN_START, commitNo }).statements);
  part.add([db.updateTable('ledger').set({ prose_seq: 1, rows_seq: 1 }).where('id', '=', ledger).compile()]);
  writeFigures(part, ledger, '2026-03-31', figures);
  await store.commit([part.statements()]);
}

interface Measured {
  readonly ms: number;
  readonly heldUpMs: number;
  readonly ownWorkMs: number;
  readonly memoryMb: number;
  readonly megabytes: number;
}

/** One export: its time, the longest turn of the event loop meanwhile, and what the process grew by. */
async function measure(write: () => Promise<Outcome<ExportedFile>>): Promise<Measured> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), MEMORY_EVERY_MS);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await pause(50);
  delay.reset();
  const own = watchOwnWork();
  const start = performance.now();
  const file = await write();
  const ms = performance.now() - start;
  delay.disable();
  own.stop();
  clearInterval(watch);
  if (!file.ok) throw new Error(file.code);
  return {
    ms,
    heldUpMs: delay.max / 1e6,
    ownWorkMs: own.longestMs(),
    memoryMb: (most - before) / 2 ** 20,
    megabytes: file.value.bytes.length / 2 ** 20,
  };
}

/** Answers nothing: an export of ledgers at rest loads no document. */
const ROOMS = { committed: () => Promise.reject(new Error('A room was asked.')) };

const figuresUnder = (name: string, measured: Measured): Record<string, number> => ({
  [`${name}: ms`]: measured.ms,
  [`${name}: event loop held up at most ms`]: measured.heldUpMs,
  [`${name}: own work in one turn at most ms`]: measured.ownWorkMs,
  [`${name}: memory grown by MB`]: measured.memoryMb,
  [`${name}: file MB`]: measured.megabytes,
});

export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'sandan-bench-export-'));
  const store = await openSqliteStore(folder);
  await store.commit([partiesOf(store, UNITS)]);
  const exchange = createExchange({
    store,
    rooms: committedFromStore(store, ROOMS, () => new Date()),
    runCommand: async () => accept({ seq: 1, value: null }),
    clock: { now: () => new Date(), today: () => '2026-03-31', dayOf: () => '2026-03-31' },
    ids: () => 'made000000000001',
    log: { warn: (details, message) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`) },
  });
  try {
    await fill(store, ledgerId(1), 1, 0, PROBLEMS);
    const one = await measure(() => exchange.exportLedger(ledgerId(1) as LedgerId, 'xlsx', BY));
    const taken = await exchange.takeSnapshot({ ledger: ledgerId(1) as LedgerId }, BY, { title: '比较' });
    if (!taken.ok) throw new Error(taken.code);
    // every text is another one now: the most that a comparison can meet
    const rewritten = store.db
      .updateTable('row_text')
      .set({ text: sql<string>`'已' || text || '，并长期坚持。'` });
    await store.commit([[rewritten.compile()]]);
    const compared = await measure(() => exchange.compareSnapshots(taken.value.id, 'now'));
    const share = Math.ceil((TERM_PROBLEMS - PROBLEMS) / (UNITS - 1));
    for (let n = 2; n <= UNITS; n += 1) await fill(store, ledgerId(n), n, PROBLEMS + (n - 2) * share, share);
    const term = await measure(() => exchange.exportRound(ROUND as RoundId, 'xlsx', BY));
    return {
      name: 'export',
      metrics: {
        ...figuresUnder(`a ledger of ${PROBLEMS} problems, ${PROBLEMS * TASKS_EACH} tasks`, one),
        ...figuresUnder('the same compared with now, every text changed', compared),
        ...figuresUnder(
          `${UNITS} ledgers, ${TERM_PROBLEMS} problems, ${TERM_PROBLEMS * TASKS_EACH} tasks`,
          term,
        ),
      },
    };
  } finally {
    await exchange.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}
