/** The past of a ledger of 2 MB after 200,000 commits: a page of its history, of a cell's, and any moment, by the thread that serves them. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOfNewRow } from '#document/write.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import { CORE_LIMITS } from '#server/core-settings.ts';
import { createHistory } from '#server/history/history.ts';
import { startWarmUp } from '#server/history/warm-up.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import { GuardedDocument, type Applied } from '#server/rooms/guard/guarded-document.ts';
import { epochStatements, rebuild } from '#server/rooms/epochs.ts';
import { reasonForEpoch } from '#server/rooms/weight.ts';
import { CommitPart } from '#server/rooms/commit-part.ts';
import { changesOf, proseStatements, writeCurrentRow, writeLog } from '#server/rooms/records.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { readLedger } from '#server/store/log.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { StatementGroup, Store } from '#server/store/store.ts';
import { ledgerId, partiesOf } from '../contract/parties.ts';
import { seeded } from '../fuzz/random.ts';
import type { BenchResult } from './run.ts';

const COMMITS = Number(process.env['SANDAN_BENCH_COMMITS'] ?? 200_000);
const PROBLEMS = 250;
const TASKS_EACH = 5;
const PEOPLE = 12;
/** commits written by one page of one person before somebody else goes on */
const COMMITS_A_PAGE = 2_000;
const COMMITS_A_BATCH = 500;
const CHECKPOINT_EVERY = 1_000;
const COMMIT_EVERY_MS = 1_500;
const ASKED = 60;
const SENTENCE =
  '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次，确保按期整改到位。';

const rowId = (kind: string, n: number): string => `${kind}${String(n).padStart(16 - kind.length, '0')}`;
const personId = (n: number): string => rowId('person', n);

const random = seeded(7);
const prose = (n: number): string => `第${n}项：${SENTENCE.repeat(1 + (n % 6))}`;

type Cells = Parameters<GuardedDocument['write']>[0];
type Texts = Parameters<GuardedDocument['write']>[1];

function rowsOf(n: number): { cells: Cells; texts: Texts; tasks: readonly string[] } {
  const problem = rowId('problem', n);
  const duty = rowId('duty', n);
  const tasks = Array.from({ length: TASKS_EACH }, (_, k) => rowId('task', n * TASKS_EACH + k));
  const cells = [
    ...cellsOfNewRow({ row: problem, list: 'problems', order: `a${n}` }),
    { key: cellKey(problem, 'code'), value: `1-${n + 1}` },
    { key: cellKey(problem, 'original'), value: prose(n) },
    { key: cellKey(problem, 'status'), value: 'rectifying' },
    ...cellsOfNewRow({ row: duty, list: 'duties', order: 'a0', problem }),
    ...tasks.flatMap((task, k) => [
      ...cellsOfNewRow({ row: task, list: 'tasks', order: `a${k}`, problem }),
      { key: cellKey(task, 'completion'), value: '未完成' },
      { key: cellKey(task, 'due'), value: '2027-02-28' },
    ]),
  ];
  const texts = [
    { key: textKey(duty, 'cause'), value: prose(n) },
    ...tasks.flatMap((task, k) => [
      { key: textKey(task, 'measure'), value: prose(n + k) },
      { key: textKey(task, 'progress'), value: prose(n + k + 1) },
    ]),
  ];
  return { cells, texts, tasks };
}

/** A burst of typing in one text, or a value: what people do all day. */
function edit(doc: GuardedDocument, tasks: readonly string[], at: { task: string; left: number }): Applied {
  if (at.left === 0) Object.assign(at, { task: random.of(tasks), left: 1 + random.int(25) });
  at.left -= 1;
  if (random.chance(0.15)) {
    const value = random.of(['未完成', '基本完成', '已完成']);
    return doc.write([{ key: cellKey(at.task, 'owner'), value: `${value}${random.int(1_000)}` }], []);
  }
  const key = textKey(at.task, 'progress');
  const text = doc.doc.getText(key).toString();
  const place = random.int(text.length + 1);
  const gone = text.length > 400 ? 30 : random.int(3);
  const value =
    text.slice(0, place) + random.of(['整改', '已', '完成85%，', '。']) + text.slice(place + gone);
  return doc.write([], [{ key, value }]);
}

interface Built {
  readonly ledger: LedgerId;
  readonly tasks: readonly string[];
  readonly head: number;
  readonly epochs: number;
  readonly stateBytes: number;
}

/** By the rule that the rooms go by. */
function isHeavy({ doc, places }: GuardedDocument, bytes: number, baseBytes: number): boolean {
  let structs = 0;
  for (const list of doc.store.clients.values()) structs += list.length;
  const live = places.cells.size + places.textNames().length;
  const weight = { clients: doc.store.clients.size, structs, live, bytes, baseBytes };
  return reasonForEpoch(weight, CORE_LIMITS) !== null;
}

/** As the rooms write it: chained log rows, changes, checkpoints with their thinning, current rows and texts at the end. */
async function build(store: Store): Promise<Built> {
  const { db } = store;
  const ledger = ledgerId(1) as LedgerId;
  await store.commit([partiesOf(store)]);
  let doc = new GuardedDocument([], false);
  let [epoch, baseBytes] = [1, 0];
  const tasks: string[] = [];
  let [seq, hash, person] = [0, CHAIN_START, personId(0)];
  let batch: StatementGroup[] = [];
  const start = Date.parse('2026-01-01T00:00:00Z');
  const flush = async (): Promise<void> => {
    const failed = (await store.commit(batch)).find((result) => !result.ok);
    if (failed) throw new Error(JSON.stringify(failed));
    batch = [];
  };
  /** As the rooms do when a document has grown heavy. */
  const beginEpoch = async (at: string): Promise<void> => {
    const state = rebuild(doc.doc);
    const before = { epoch, seq, hash };
    epoch += 1;
    seq += 1;
    batch.push(epochStatements(store, { ledger, before, epoch, at, commitNo: seq, state }));
    await flush();
    hash = (await readLedger(db, ledger))?.chain_hash ?? '';
    doc.destroy();
    doc = new GuardedDocument([state], false);
    baseBytes = state.length;
  };
  const logged = async (applied: Applied, act: string): Promise<void> => {
    seq += 1;
    const entry = {
      commit_no: seq,
      ledger,
      seq,
      epoch,
      at: new Date(start + seq * COMMIT_EVERY_MS).toISOString(),
      person,
      role: 'unit_editor',
      session: 'session',
      op_id: null,
      act,
      update_bytes: applied.update,
      prev_hash: hash,
      name: '示例甲',
      organisation: 'unit000000000001',
      content_hash: null,
      answer: null,
    };
    const part = new CommitPart();
    hash = writeLog(part, db, { entry, changes: changesOf(applied.cells, applied.texts) });
    batch.push(part.statements());
    if (seq % CHECKPOINT_EVERY === 0 || seq >= COMMITS) {
      const state = Y.encodeStateAsUpdate(doc.doc);
      const row = { ledger, epoch, seq, at: entry.at, state, hash: checkpointHash(hash, state) };
      batch.push(checkpointStatements(store, row));
      if (isHeavy(doc, state.length, baseBytes)) return beginEpoch(entry.at);
    }
    if (batch.length >= COMMITS_A_BATCH) await flush();
  };
  for (let n = 0; n < PROBLEMS; n += 1) {
    const rows = rowsOf(n);
    tasks.push(...rows.tasks);
    await logged(doc.write(rows.cells, rows.texts), 'command:editCells');
  }
  await beginEpoch(new Date(start).toISOString());
  const at = { task: '', left: 0 };
  while (seq < COMMITS) {
    if (seq % COMMITS_A_PAGE === 0) {
      person = personId(random.int(PEOPLE));
      doc.doc.clientID = 1 + random.int(2 ** 31);
    }
    await logged(edit(doc, tasks, at), 'edit');
  }
  await flush();
  const lists = doc.lists();
  const current = new CommitPart();
  for (const { id } of [...lists.problems, ...lists.duties, ...lists.tasks])
    writeCurrentRow(current, ledger, id, seq, doc.cellsOfRow(id));
  const texts = doc.places.textNames().map((name) => {
    const [row = '', field = ''] = name.split('/');
    return { row, field, text: doc.doc.getText(name).toString() };
  });
  await store.commit([current.statements(), proseStatements(db, ledger, seq, texts)]);
  return { ledger, tasks, head: seq, epochs: epoch, stateBytes: Y.encodeStateAsUpdate(doc.doc).length };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** p50, p95 and worst of `times` questions, in milliseconds, as whoever asks waits for them. */
async function timed(
  what: string,
  times: number,
  ask: (n: number) => Promise<Outcome<unknown>>,
): Promise<Record<string, number>> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const before = performance.now();
    const answered = await ask(n);
    took.push(performance.now() - before);
    if (!answered.ok) throw new Error(`${what}: ${answered.code}`);
  }
  took.sort((a, b) => a - b);
  return {
    [`${what}, p50 ms`]: percentile(took, 0.5),
    [`${what}, p95 ms`]: percentile(took, 0.95),
    [`${what}, worst ms`]: took.at(-1) ?? 0,
  };
}

/** The longest that the event loop stood still meanwhile, in milliseconds. */
async function stillDuring(work: () => Promise<unknown>): Promise<number> {
  let [longest, last] = [0, performance.now()];
  const beat = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(beat);
  return longest;
}

export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(join(process.env['SANDAN_BENCH_FOLDER'] ?? tmpdir(), 'sandan-bench-'));
  const store = await openSqliteStore(folder);
  const history = createHistory({
    folder,
    log: { warn: (fields) => void process.stdout.write(JSON.stringify(fields)) },
  });
  try {
    const { ledger, tasks, head, epochs, stateBytes } = await build(store);
    const { checkpoints, bytes } = await store.db
      .selectFrom('checkpoint')
      .select(({ fn }) => [fn.countAll<number>().as('checkpoints')])
      .select(({ fn, ref }) => fn.sum<number>(fn('length', [ref('state')])).as('bytes'))
      .executeTakeFirstOrThrow();
    const anywhere = (): number => 1 + random.int(head);
    const begun = performance.now();
    const alive = setInterval(() => undefined, 1_000);
    await startWarmUp({ db: store.db, history, report: console.error, delayMs: 0 }).done;
    clearInterval(alive);
    const readyMs = performance.now() - begun;
    const moments = await timed('any moment', ASKED, () => history.viewText(ledger, String(anywhere())));
    const along = anywhere() % (head - ASKED);
    return {
      name: 'history',
      metrics: {
        'document, MB': stateBytes / 2 ** 20,
        commits: head,
        epochs,
        'ledgers.db, MB': (await stat(join(folder, 'ledgers.db'))).size / 2 ** 20,
        'checkpoints kept': checkpoints,
        'checkpoints, MB': bytes / 2 ** 20,
        'thread made ready after a start, ms': readyMs,
        ...moments,
        ...(await timed('next moment along the scale', ASKED, (n) =>
          history.viewText(ledger, String(along + n)),
        )),
        ...(await timed('newest page of the ledger', ASKED, () => history.page(ledger, {}))),
        ...(await timed('page of the ledger at any time', ASKED, () =>
          history.page(ledger, { before: anywhere() }),
        )),
        ...(await timed('history of a cell', ASKED, () =>
          history.page(ledger, { cell: textKey(random.of(tasks), 'progress') }),
        )),
        ...(await timed('history of a row', ASKED, () =>
          history.page(ledger, { row: random.of(tasks) as never }),
        )),
        ...(await timed('one person at any time', ASKED, () =>
          history.page(ledger, { person: personId(random.int(PEOPLE)) as PersonId, before: anywhere() }),
        )),
        ...(await timed('one field of all rows', ASKED, () =>
          history.page(ledger, { field: 'owner', before: anywhere() }),
        )),
        'event loop stands still during 10 moments, ms': await stillDuring(async () => {
          for (let n = 0; n < 10; n += 1) await history.viewText(ledger, String(anywhere()));
        }),
      },
    };
  } finally {
    await history.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}
