/** Fills a round of a stopped stage with ledgers at rest, written as their rooms would have left them: rows, texts, reviews, figures. */
import type { CompiledQuery } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import type { CellValue } from '#document/ledger-doc.ts';
import { CommitPart } from '#server/rooms/commit-part.ts';
import { proseStatements, writeCurrentRow, writeFigures } from '#server/rooms/records.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { readNewestCommit } from '#server/store/log.ts';
import { newLedger } from '#server/store/new-ledger.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { figuresFromRows } from '#server/views/figures-from-rows.ts';
import { readCountedRows } from '#server/views/read.ts';
import { loggedCommit } from '../contract/parties.ts';

const DAY_MS = 86_400_000;
const ROWS_PER_COMMIT = 500;
const SENTENCE = '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次，';
const STATES = ['rectifying', 'rectifying', 'closed', 'first_review', 'rectifying', 'closed', 'audit'];

export interface RoundSize {
  readonly units: number;
  readonly problems: number;
  readonly tasksEach: number;
  /** YYYY-MM-DD */
  readonly today: string;
}

const prose = (n: number): string => `第${n}项：${SENTENCE.repeat(1 + (n % 3))}确保按期整改到位。`;
const id = (kind: string, n: number): string => `${kind}${String(n).padStart(16 - kind.length, '0')}`;
const dayFrom = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

interface Made {
  readonly row: string;
  readonly cells: Readonly<Record<string, CellValue>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** The n-th problem of all with its duty and tasks. */
function rowsOf(n: number, { tasksEach, today }: RoundSize): readonly Made[] {
  const problem = id('bprob', n);
  const status = STATES[n % STATES.length]!;
  const completion = status === 'rectifying' && n % 3 > 0 ? '未完成' : '已完成';
  const own: Made = {
    row: problem,
    cells: {
      list: 'problems', order: `a${n % 10}`, code: `1-${n}`, original: prose(n), source: '县委巡察', category: '履行职能责任方面',
      key: n % 9 === 0, kind: 'timed', due: dayFrom(today, (n % 60) - 5), status, evidenceCount: 1,
    }, // prettier-ignore
    texts: { symptom: prose(n + 1) },
  };
  const duty: Made = {
    row: id('bduty', n),
    cells: { list: 'duties', problem, order: 'a0', firstHead: '某书记', clerk: '某科员', leadDept: '办公室' },
    texts: { cause: prose(n), goal: prose(n + 1) },
  };
  const tasks = Array.from({ length: tasksEach }, (_, t): Made => ({
    row: id('btask', n * tasksEach + t),
    cells: {
      list: 'tasks', problem, order: `a${t}`, 'types:建章立制': true, owner: '办公室', due: dayFrom(today, n % 60),
      completion, 'counters:rules': 1, evidenceCount: 1,
    }, // prettier-ignore
    texts: { measure: prose(n + t), progress: prose(n * 7 + t) },
  }));
  return [own, duty, ...tasks];
}

/** What reviewers said of the n-th problem: every eighth was returned, what is closed was passed, on days gone by. */
function reviewsOf(store: Store, ledger: string, n: number, today: string): readonly CompiledQuery[] {
  const of = (loop: number, step: string, decision: string, daysAgo: number): CompiledQuery =>
    store.db
      .insertInto('review')
      .values({
        id: `brev${String(n).padStart(9, '0')}${loop}${step.slice(0, 1)}${decision.slice(0, 1)}`,
        ledger,
        problem: id('bprob', n),
        loop,
        step,
        decision,
        opinion: decision === 'return' ? '佐证不全。' : null,
        person: 'person0000000001',
        organisation: 'office0000000001',
        at: `${dayFrom(today, -daysAgo)}T02:00:00.000Z`,
        content_hash: 'hash',
        seq: 1,
      })
      .compile();
  const returned = n % 8 === 0 ? [of(1, 'first_review', 'return', 20 + (n % 5))] : [];
  const closed = STATES[n % STATES.length] === 'closed';
  const loop = 1 + returned.length;
  return closed
    ? [...returned, of(loop, 'first_review', 'pass', (n % 40) + 1), of(loop, 'audit', 'pass', n % 40)]
    : returned;
}

async function fill(store: Store, ledger: string, commitNo: number, first: number, size: RoundSize) {
  const { db } = store;
  const numbers = Array.from({ length: size.problems }, (_, n) => first + n);
  const rows = numbers.flatMap((n) => rowsOf(n, size));
  for (let from = 0; from < rows.length; from += ROWS_PER_COMMIT) {
    const part = new CommitPart();
    for (const made of rows.slice(from, from + ROWS_PER_COMMIT)) {
      writeCurrentRow(part, ledger, made.row, 1, new Map(Object.entries(made.cells)));
      const texts = Object.entries(made.texts).map(([field, text]) => ({ row: made.row, field, text }));
      part.add(proseStatements(db, ledger, 1, texts));
    }
    await store.commit([part.statements()]);
  }
  await store.commit([numbers.flatMap((n) => reviewsOf(store, ledger, n, size.today))]);
  const counted = (await readCountedRows(db, [ledger as LedgerId])).get(ledger) ?? [];
  const figures = figuresFromRows(counted, size.today, { longTermOutOfRate: false });
  const part = new CommitPart();
  part.add(loggedCommit(store, { ledger, seq: 1, prev: CHAIN_START, commitNo }).statements);
  part.add([db.updateTable('ledger').set({ prose_seq: 1, rows_seq: 1 }).where('id', '=', ledger).compile()]);
  writeFigures(part, ledger, size.today, figures);
  const results = await store.commit([part.statements()]);
  if (results.some((result) => !result.ok)) throw new Error('a ledger of the bench was not written');
}

/** `units` more ledgers in the round; the server on `folder` must be stopped. */
export async function fillRound(folder: string, round: string, size: RoundSize): Promise<void> {
  const store = await openSqliteStore(folder);
  const { db } = store;
  try {
    const at = `${dayFrom(size.today, -40)}T02:00:00.000Z`;
    const newest = await readNewestCommit(db);
    for (let n = 0; n < size.units; n += 1) {
      const [unit, ledger] = [id('bunit', n), id('bledger', n)];
      const parties = [
        db
          .insertInto('organisation')
          .values({ id: unit, name: `示例县第${n + 1}局`, kind: 'unit', parent: null, created_at: at }),
        db.insertInto('ledger').values(newLedger({ id: ledger, round, unit, created_at: at })),
      ];
      await store.commit([parties.map((statement) => statement.compile())]);
      await fill(store, ledger, newest + 1 + n, n * size.problems, size);
    }
  } finally {
    await store.close();
  }
}
