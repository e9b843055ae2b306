/**
 * What an export of 2,500 problems and 10,000 tasks costs, how much memory it takes, and how long it ever holds up the event loop.
 * Goals: 5 s, 400 MB, 50 ms. On a busy machine the loop also waits for a processor: the thread's own work is counted apart.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import type { DutyRow, Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import { createExchange } from '#server/exchange/exchange.ts';
import type { ExportedFile } from '#server/exchange/exchange.contract.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { ledgerId, partiesOf, ROUND } from '../contract/parties.ts';
import type { BenchResult } from './run.ts';

const PROBLEMS = 2_500;
const TASKS_EACH = 4;
/** ledgers of the round; together they hold as much */
const UNITS = 50;
const MEMORY_EVERY_MS = 10;
const BY = { person: 'person0000000001' as PersonId, name: '某同志' };
const SENTENCE = '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次，';

const prose = (n: number): string => `第${n}项：${SENTENCE.repeat(1 + (n % 3))}确保按期整改到位。`;
const id = (kind: string, n: number): RowId => `${kind}${String(n).padStart(12, '0')}` as RowId;

function lists(first: number, count: number): Lists {
  const problems: ProblemRow[] = [];
  const duties: DutyRow[] = [];
  const tasks: TaskRow[] = [];
  for (let n = first; n < first + count; n += 1) {
    const problem = id('prob', n);
    const row = { order: `a${n}`, deleted: false, evidenceCount: 1 };
    problems.push({
      ...row, id: problem, list: 'problems', code: `1-${n}`, original: prose(n), source: '县委巡察',
      category: '履行职能责任方面', subcategory: '主体责任', categories: {}, symptom: prose(n + 1), nature: '个性',
      key: n % 9 === 0, kind: 'timed', due: '2026-12-31', previousId: null, status: 'rectifying',
      claim: { person0000000001: '2026-03-01T00:00:00.000Z' }, supervisionNote: '', completion: '未完成', longTerm: false,
    }); // prettier-ignore
    duties.push({
      ...row, id: id('duty', n), list: 'duties', problem, cause: prose(n), goal: prose(n + 1), firstHead: '某书记',
      clerk: '某科员', leaders: ['某局长', '某副局长'], coUnits: ['某中心'], leadDept: '办公室', supervisorOrg: null,
      countyLeader: null, due: '2026-12-31',
    }); // prettier-ignore
    for (let t = 0; t < TASKS_EACH; t += 1)
      tasks.push({
        ...row, id: id('task', n * TASKS_EACH + t), list: 'tasks', problem, code: `1-${n}-${t + 1}`, measure: prose(n + t),
        progress: prose(n * 7 + t), extension: '', types: ['建章立制'], owner: '办公室', due: '2026-11-30', dueText: null,
        immediate: false, withinFocus: true, longTerm: false, completion: '未完成', counters: { rules: 1 }, note: '',
        supervisionNote: '', assigned: null,
      }); // prettier-ignore
  }
  return { problems, duties, tasks };
}

interface Measured {
  readonly ms: number;
  readonly heldUpMs: number;
  readonly ownWorkMs: number;
  readonly memoryMb: number;
  readonly megabytes: number;
}

/** Follows the longest turn of the event loop by the processor time that this thread itself took in it. */
function watchOwnWork(): { readonly longestMs: () => number; readonly stop: () => void } {
  let longest = 0;
  let before = process.threadCpuUsage();
  const watch = setInterval(() => {
    const used = process.threadCpuUsage(before);
    longest = Math.max(longest, (used.user + used.system) / 1_000);
    before = process.threadCpuUsage();
  }, 1);
  return { longestMs: () => longest, stop: () => clearInterval(watch) };
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

export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'sandan-bench-export-'));
  const store = await openSqliteStore(folder);
  await store.commit([partiesOf(store, UNITS)]);
  const whole = lists(0, PROBLEMS);
  const share = PROBLEMS / UNITS;
  const parts = Array.from({ length: UNITS }, (_, n) => lists(n * share, share));
  let held: (ledger: LedgerId) => Lists = () => whole;
  const exchange = createExchange({
    store,
    rooms: {
      committed: async (ledger) =>
        accept({ lists: held(ledger), seq: 1, epoch: 1, at: '2026-03-31T01:00:00.000Z' }),
    },
    runCommand: async () => accept({ seq: 1, value: null }),
    clock: { now: () => new Date(), today: () => '2026-03-31' },
    ids: () => 'made000000000001',
    log: { warn: (details, message) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`) },
  });
  try {
    const ledger = await measure(() => exchange.exportLedger(ledgerId(1) as LedgerId, 'xlsx', BY));
    const places = new Map(parts.map((part, n) => [ledgerId(n + 1), part]));
    held = (id) => places.get(id)!;
    const round = await measure(() => exchange.exportRound(ROUND as RoundId, 'xlsx', BY));
    return {
      name: 'export',
      metrics: {
        'problems / tasks': `${PROBLEMS} / ${PROBLEMS * TASKS_EACH}`,
        'one ledger, xlsx ms': ledger.ms,
        'one ledger, event loop held up at most ms': ledger.heldUpMs,
        'one ledger, own work in one turn at most ms': ledger.ownWorkMs,
        'one ledger, memory grown by MB': ledger.memoryMb,
        'one ledger, file MB': ledger.megabytes,
        [`round of ${UNITS}, xlsx ms`]: round.ms,
        [`round of ${UNITS}, event loop held up at most ms`]: round.heldUpMs,
        [`round of ${UNITS}, own work in one turn at most ms`]: round.ownWorkMs,
        [`round of ${UNITS}, memory grown by MB`]: round.memoryMb,
        [`round of ${UNITS}, file MB`]: round.megabytes,
      },
    };
  } finally {
    await exchange.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}
