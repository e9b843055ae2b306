/** The live views over a real store and rooms that only say what they committed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LedgerId, RoundId } from '#domain/ids.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { figuresFromRows } from '#server/views/figures-from-rows.ts';
import { readCountedRows } from '#server/views/read.ts';
import type { RoundFigures, Views } from '#server/views/views.contract.ts';
import { createViews } from '#server/views/views.ts';
import { ledgerId, loggedCommit, partiesOf, ROUND } from '../../tests/contract/parties.ts';

type Listener = Parameters<Rooms['onCommit']>[0];
const round = ROUND as RoundId;
const ledger = (n: number) => ledgerId(n) as LedgerId;

describe('live views', () => {
  let folder: string;
  let store: Store;
  let views: Views;
  let today: string;
  let commitNo: number;
  let listeners: Set<Listener>;
  const reported: unknown[] = [];
  const heads = new Map<string, { seq: number; hash: string }>();

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    folder = await mkdtemp(join(tmpdir(), 'sandan-views-'));
    store = await openSqliteStore(folder);
    await store.commit([partiesOf(store, 3)]);
    [today, commitNo, listeners] = ['2025-06-01', 0, new Set()];
    heads.clear();
    reported.length = 0;
    const rooms = {
      onCommit: (listener: Listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    views = createViews({
      store,
      rooms,
      today: () => today,
      dayOf: (at) => at.toISOString().slice(0, 10),
      report: (error) => reported.push(error),
    });
  });
  afterEach(async () => {
    views.close();
    vi.useRealTimers();
    await store.close();
    await rm(folder, { recursive: true });
    expect(reported).toEqual([]);
  });

  const problem = (n: number, id: string, status: string, due: string | null): CompiledQuery => {
    const values = {
      ledger: ledger(n),
      row: id,
      list: 'problems',
      problem: null,
      place: 'a0',
      deleted: 0 as const,
      status,
      kind: 'timed',
      due,
      completion: null,
      long_term: 0 as const,
      cells: '{}',
      seq: 1,
    };
    const { ledger: _ledger, row: _row, ...changing } = values;
    return store.db
      .insertInto('row_current')
      .values(values)
      .onConflict((on) => on.columns(['ledger', 'row']).doUpdateSet(changing))
      .compile();
  };
  /** A commit as rooms make it: log, rows and figures in one group, then word of it. */
  async function commit(n: number, ...rows: CompiledQuery[]): Promise<void> {
    commitNo += 1;
    const head = heads.get(ledger(n)) ?? { seq: 0, hash: CHAIN_START };
    const logged = loggedCommit(store, { ledger: ledger(n), seq: head.seq + 1, prev: head.hash, commitNo });
    heads.set(ledger(n), { seq: head.seq + 1, hash: logged.hash });
    await store.commit([[...logged.statements, ...rows]]);
    const counted = (await readCountedRows(store.db, [ledger(n)])).get(ledger(n)) ?? [];
    const stored = {
      day: today,
      figures: JSON.stringify(figuresFromRows(counted, today, { longTermOutOfRate: false })),
    };
    const statement = store.db
      .insertInto('figures')
      .values({ ledger: ledger(n), ...stored })
      .onConflict((on) => on.column('ledger').doUpdateSet(stored))
      .compile();
    const standing = store.db
      .updateTable('ledger')
      .set({ rows_seq: head.seq + 1 })
      .where('id', '=', ledger(n));
    await store.commit([[statement, standing.compile()]]);
    for (const listener of listeners) listener({ ledger: ledger(n), seq: head.seq + 1, commitNo });
  }
  const all = [1, 2, 3].map(ledger);
  const until = (condition: () => boolean) =>
    vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5_000, interval: 5 });

  it('[D8] the overview adds up what the ledgers stored and carries the newest commit', async () => {
    await commit(1, problem(1, 'p1', 'closed', null), problem(1, 'p2', 'rectifying', '2025-05-01'));
    await commit(2, problem(2, 'p1', 'rectifying', null));
    const overview = await views.overview(round, all);
    expect(overview).toMatchObject({
      round: ROUND,
      name: '示例轮次',
      at: 2,
      total: { problems: 3, closed: 1, overdue: 1, rate: 33.33 },
    });
    expect(overview?.units.map((unit) => [unit.name, unit.problems])).toEqual([
      ['单位1', 2],
      ['单位2', 1],
      ['单位3', 0],
    ]);
    expect(await views.overview('nowhere000000000' as RoundId, all)).toBeUndefined();
  });

  it('[A4] units out of reach are neither shown nor counted', async () => {
    await commit(1, problem(1, 'p1', 'closed', null));
    await commit(2, problem(2, 'p1', 'rectifying', null));
    const overview = await views.overview(round, [ledger(2)]);
    expect(overview?.units.map((unit) => unit.ledger)).toEqual([ledger(2)]);
    expect(overview?.total).toMatchObject({ problems: 1, closed: 0 });
  });

  it('[D8] figures of another day are counted again from the rows', async () => {
    await commit(1, problem(1, 'p1', 'rectifying', '2025-06-01'));
    expect((await views.figures([ledger(1)])).get(ledger(1))).toMatchObject({ overdue: 0 });
    today = '2025-06-02';
    expect((await views.figures([ledger(1)])).get(ledger(1))).toMatchObject({ overdue: 1, problems: 1 });
  });

  it("[D8] a changed setting of the round's rate is in force at once", async () => {
    await commit(1, problem(1, 'p1', 'closed', null), problem(1, 'p2', 'rectifying', null));
    const longTerm = problem(1, 't1', '', null);
    const parameters = longTerm.parameters.map((value) => (value === 'problems' ? 'tasks' : value));
    await commit(1, { ...longTerm, parameters });
    await store.commit([
      [
        store.db
          .updateTable('row_current')
          .set({ problem: 'p2', long_term: 1 })
          .where('row', '=', 't1')
          .compile(),
        store.db.deleteFrom('figures').compile(),
      ],
    ]);
    expect((await views.overview(round, all))?.total).toMatchObject({ longTerm: 1, rate: 50, divisor: 2 });
    const settings = JSON.stringify({ closureChain: [], longTermOutOfRate: true });
    await store.commit([[store.db.updateTable('round').set({ settings }).compile()]]);
    expect((await views.overview(round, all))?.total).toMatchObject({ longTerm: 1, rate: 100, divisor: 1 });
  });

  it('[L5] watchers hear of commits, at most once in a quarter of a second, with the newest figures', async () => {
    const heard: RoundFigures[] = [];
    const stop = views.watch(round, (figures) => heard.push(figures));
    await views.current(round);
    await commit(1, problem(1, 'p1', 'rectifying', null));
    await until(() => heard.length === 1);
    for (let n = 2; n <= 6; n += 1) await commit(2, problem(2, `p${n}`, 'rectifying', null));
    await views.current(round);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(250);
    await until(() => heard.length === 2);
    expect(heard[1]).toMatchObject({ at: 6 });
    expect(heard[1]?.units[1]?.figures.problems).toBe(5);
    stop();
    await commit(1, problem(1, 'p9', 'rectifying', null));
    vi.advanceTimersByTime(1_000);
    await views.current(round);
    expect(heard).toHaveLength(2);
  });

  it('[L5] a new day reaches the watchers without a commit', async () => {
    await commit(1, problem(1, 'p1', 'rectifying', '2025-06-01'));
    const heard: RoundFigures[] = [];
    views.watch(round, (figures) => heard.push(figures));
    today = '2025-06-02';
    vi.advanceTimersByTime(60_000);
    await until(() => heard.length === 1);
    expect(heard[0]?.units[0]?.figures.overdue).toBe(1);
  });
});
