/** Pages of history: every change once, by its index, typing as one item with what stands around it. */
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setCell, spliceText } from '#document/write.ts';
import type { PersonId, RowId } from '#domain/ids.ts';
import type { HistoryAsk, HistoryPage } from '#protocol/history.ts';
import { createAnswers } from '#server/history/answers.ts';
import { historyAskOf } from '#server/history/ask.ts';
import { CHANGES_PER_ENTRY_MAX } from '#server/history/limits.ts';
import { CLAIMED, DUTY, TASK } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  OFFICER,
  TestPage,
  sampleRooms,
  type MemoryStore,
} from '#server/rooms/rooms.testing.ts';
import type { Schema } from '#server/store/schema.ts';

const MINUTE_MS = 60_000;
const PROGRESS = `${TASK}/progress`;

/** Two people write while a clock of the test goes on; seq 1 is the command that made the rows. */
async function written(
  steps: readonly {
    readonly who: 0 | 1;
    readonly pauseMs: number;
    readonly write: (page: TestPage, opId: string) => void;
  }[],
): Promise<MemoryStore> {
  let now = Date.parse('2026-03-01T08:00:00Z');
  const { rooms, store } = await sampleRooms({ clock: () => new Date(now) });
  const pages = [await new TestPage(rooms, EDITOR1).board(), await new TestPage(rooms, EDITOR2).board()];
  const acks = [0, 0];
  for (const [n, { who, pauseMs, write }] of steps.entries()) {
    now += pauseMs;
    write(pages[who]!, `op${n}x`);
    acks[who] = acks[who]! + 1;
    await pages[who]!.next('ack', acks[who]);
  }
  await rooms.close();
  return store;
}
const type = (who: 0 | 1, at: number, come: string, gone = 0, pauseMs = 1_000, field = 'progress') => ({
  who,
  pauseMs,
  write: (page: TestPage, opId: string) =>
    void page.edit(opId, (doc) => spliceText(doc, TASK, field, at, gone, come)),
});
const own = (who: 0 | 1, value: string, pauseMs = 1_000) => ({
  who,
  pauseMs,
  write: (page: TestPage, opId: string) =>
    void page.edit(opId, (doc) => setCell(doc, `${TASK}/owner`, value)),
});

const pageOf = async (store: MemoryStore, ask: HistoryAsk = {}): Promise<HistoryPage> => {
  const page = await createAnswers(store.db).page(LEDGER, ask);
  if (!page.ok) throw new Error(page.code);
  return page.value;
};
async function allPages(store: MemoryStore, ask: HistoryAsk): Promise<HistoryPage['items']> {
  const items: HistoryPage['items'][number][] = [];
  let before: number | undefined;
  for (let n = 0; n < 1_000; n += 1) {
    const page = await pageOf(store, { ...ask, ...(before === undefined ? {} : { before }) });
    items.push(...page.items);
    if (page.next === undefined) return items;
    before = page.next;
  }
  throw new Error('The pages never end.');
}

describe('pages of history', () => {
  it('[H1] say who, as what, when, which cell, from what to what, by which act', async () => {
    const store = await written([own(0, '甲'), own(1, '乙')]);
    const { items, rows } = await pageOf(store);
    const change = { kind: 'value', cell: `${TASK}/owner`, row: TASK, field: 'owner', member: null };
    expect(items.slice(0, 2)).toMatchObject([
      {
        seq: 3,
        at: '2026-03-01T08:00:02.000Z',
        person: EDITOR2.person,
        roles: ['unit_editor'],
        asThen: true,
        act: 'edit',
        commits: 1,
        changes: [{ ...change, old: '甲', now: '乙' }],
        more: 0,
      },
      { seq: 2, person: EDITOR1.person, changes: [{ ...change, old: null, now: '甲' }] },
    ]);
    expect(items[2]).toMatchObject({ seq: 1, name: OFFICER.name, roles: ['office'], act: 'test' });
    expect(items[2]!.changes).toHaveLength(CHANGES_PER_ENTRY_MAX);
    expect(items[2]!.more).toBeGreaterThan(0);
    expect(rows[TASK]).toMatchObject({ list: 'tasks', code: '-1', title: '制度不健全。', deleted: false });
    await store.close();
  });

  it('[H1] a commit from before names were kept says today’s name, and that it does', async () => {
    const store = await written([own(0, '甲')]);
    store.database.exec('UPDATE log SET name = NULL, organisation = NULL WHERE seq = 2');
    store.database.pragma('foreign_keys = OFF');
    store.database
      .prepare('INSERT INTO person VALUES (?, ?, ?, 1, 0, ?)')
      .run(EDITOR1.person, 'editor1', '今名', '2026-01-01T00:00:00.000Z');
    const { items } = await pageOf(store);
    expect(items[0]).toMatchObject({ name: '今名', organisations: [], asThen: false });
    await store.close();
  });

  it('[H1] a row in the bin is named as such', async () => {
    const { rooms, store, command } = await sampleRooms();
    await command('bin', [{ key: `${CLAIMED}/deleted`, value: true }]);
    await rooms.close();
    const { items, rows } = await pageOf(store);
    expect(items[0]!.changes).toMatchObject([{ cell: `${CLAIMED}/deleted`, old: null, now: true }]);
    expect([rows[CLAIMED], rows[DUTY]].map((row) => row?.deleted)).toEqual([true, true]);
    await store.close();
  });

  it('[H4] typing is one item with an inline difference and what stands around it', async () => {
    const store = await written([
      type(0, 0, '两个项目均已恢复施工，甲小区外墙保温完成60%，乙小区正在进行屋面防水施工。'),
      type(1, 20, '85', 2, 10 * MINUTE_MS),
      type(1, 22, '％', 1),
      type(1, 0, '目前'),
    ]);
    const { items } = await pageOf(store, { cell: PROGRESS });
    expect(items.map(({ commits, seq, firstSeq }) => [seq, firstSeq, commits])).toEqual([
      [5, 3, 3],
      [2, 2, 1],
    ]);
    expect(items[0]!.changes[0]).toMatchObject({
      splices: [
        [0, '', '目前'],
        [20, '60%', '85％'],
      ],
      pieces: [
        ['+', '目前'],
        ['=', '两个项目均已恢复施工，甲小区外墙保温完成'],
        ['-', '60%'],
        ['+', '85％'],
        ['=', '，乙小区正在进行屋面防水施工。'],
      ],
    });
    await store.close();
  });

  it(
    '[H5] the pages of any question hold each of its changes once, newest first',
    { timeout: 30_000 },
    async () => {
      const step = fc.record({
        who: fc.constantFrom(0 as const, 1 as const),
        pauseMs: fc.constantFrom(500, 6 * MINUTE_MS),
        field: fc.constantFrom('progress', 'measure', 'owner'),
      });
      const asks: readonly HistoryAsk[] = [
        {},
        { row: TASK as RowId },
        { cell: PROGRESS },
        { problem: CLAIMED as RowId },
        { list: 'tasks' },
        { field: 'owner' },
        { person: EDITOR2.person as PersonId },
        { from: '2026-03-01T08:05:00.000Z', to: '2026-03-01T08:30:00.000Z' },
        { after: 3, row: TASK as RowId, person: EDITOR1.person as PersonId },
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 25 }),
          fc.integer({ min: 1, max: 4 }),
          async (steps, limit) => {
            const store = await written(
              steps.map(({ who, pauseMs, field }, n) =>
                field === 'owner' ? own(who, `第${n}`, pauseMs) : type(who, 0, `${n}。`, 0, pauseMs, field),
              ),
            );
            for (const ask of asks) {
              const items = await allPages(store, { ...ask, limit });
              const expected = matching(store, ask);
              expect(items.reduce((sum, { commits }) => sum + commits, 0)).toBe(expected.length);
              const ends = items.flatMap(({ seq, firstSeq }) => [seq, firstSeq]);
              for (const seq of ends) expect(expected).toContain(seq);
              expect(new Set(items.map(({ seq }) => seq)).size).toBe(items.length);
            }
            await store.close();
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  it('[H5] no question reads a table from end to end, or sorts what an index has sorted', async () => {
    const store = await written([own(0, '甲'), type(0, 0, '乙')]);
    const asked: CompiledQuery[] = [];
    const db = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: store.database }),
      log: (event) => void asked.push(event.query),
    });
    const answers = createAnswers(db);
    for (const ask of [
      {},
      { row: TASK as RowId },
      { cell: PROGRESS },
      { list: 'tasks' as const },
      { field: 'owner' },
      {
        person: EDITOR1.person as PersonId,
        from: '2026-01-01T00:00:00.000Z',
        to: '2027-01-01T00:00:00.000Z',
      },
      { list: 'tasks' as const, person: EDITOR1.person as PersonId },
    ])
      expect((await answers.page(LEDGER, ask)).ok).toBe(true);
    await answers.changedSince(LEDGER, { person: EDITOR2.person });
    store.database.pragma('foreign_keys = OFF');
    store.database.prepare('INSERT INTO last_seen VALUES (?, ?, 0)').run(EDITOR2.person, LEDGER);
    expect(await answers.changedSince(LEDGER, { person: EDITOR2.person })).toMatchObject({
      value: {
        seen: 0,
        cells: expect.arrayContaining([expect.objectContaining({ cell: PROGRESS })]) as unknown,
      },
    });
    await answers.viewText(LEDGER, { at: '2026-03-01T08:00:01Z' });
    expect(asked.length).toBeGreaterThan(20);
    for (const { sql, parameters } of asked) {
      const plan = store.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as {
        detail: string;
      }[];
      const details = plan.map(({ detail }) => detail).join(' · ');
      expect(details, sql).not.toMatch(/\bSCAN (?!CONSTANT|found)/);
      expect(details, sql).not.toMatch(/TEMP B-TREE FOR (ORDER|GROUP)/);
      if (sql.includes('"row" = ? and "field" = ?') && sql.includes('"change"'))
        expect(details, sql).toContain('COVERING INDEX change_cell');
    }
    await store.close();
  });

  it.each([
    ['row', 'x'],
    ['cell', 'x/y/z'],
    ['list', 'people'],
    ['field', 'password'],
    ['person', "' or 1=1"],
    ['from', '2026-03-01'],
    ['to', '2026-13-01T00:00:00Z'],
    ['before', '-1'],
    ['after', '1e9'],
    ['limit', '101'],
  ])('[H5] %s=%s is refused by name', (name, value) => {
    expect(historyAskOf(new URLSearchParams({ [name]: value }))).toMatchObject({
      code: 'BAD_REQUEST',
      params: { field: name },
    });
  });
});

/** Seqs that a question is about, read from the tables whole. */
function matching(store: MemoryStore, ask: HistoryAsk): number[] {
  const conditions = [
    ask.row ? `change.row = '${ask.row}'` : '1',
    ask.problem ? `(change.row = '${ask.problem}' OR row_current.problem = '${ask.problem}')` : '1',
    ask.cell ? `change.cell = '${ask.cell}'` : '1',
    ask.field ? `change.field = '${ask.field}'` : '1',
    ask.list ? `row_current.list = '${ask.list}'` : '1',
    ask.person ? `log.person = '${ask.person}'` : '1',
    ask.from ? `log.at >= '${ask.from}'` : '1',
    ask.to ? `log.at < '${ask.to}'` : '1',
    ask.after ? `log.seq > ${ask.after}` : '1',
  ];
  return store.database
    .prepare(
      `SELECT DISTINCT log.seq FROM log JOIN change ON change.seq = log.seq JOIN row_current ON row_current.row = change.row WHERE ${conditions.join(' AND ')} ORDER BY log.seq`,
    )
    .pluck()
    .all() as number[];
}
