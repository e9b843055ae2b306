/** Long commands: written in turns, and yet one commit that nobody sees before it is on disk, or nothing at all. */
import { describe, expect, it } from 'vitest';
import { readText } from '#document/ledger-doc.ts';
import { cellsOfNewRow, setCell } from '#document/write.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';
import { CLAIMED, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import type { CellValue, LongDecision } from '#server/rooms/room.contract.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  OFFICER,
  TestPage,
  UNIT,
  sampleRooms,
  until,
  type Setting,
} from '#server/rooms/rooms.testing.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { verifyChain } from '#server/store/log.ts';

const OWNER = `${TASK}/owner`;
const TASKS = 700;
type Cells = readonly { readonly key: string; readonly value: CellValue }[];

const NEW_ROWS = Array.from({ length: TASKS }, (_, n) => rowId(`n${String(n).padStart(4, '0')}x`));
const CELLS: Cells = [
  ...NEW_ROWS.flatMap((row, n) => [
    ...cellsOfNewRow({ row, list: 'tasks', order: `b${String(n).padStart(4, '0')}z`, problem: CLAIMED }),
    { key: `${row}/types:建章立制`, value: true },
    { key: `${row}/owner`, value: `办公室"${n}"` },
  ]),
  { key: OWNER, value: '甲' },
  { key: OWNER, value: '乙' },
];
const TEXTS = NEW_ROWS.map((row, n) => ({ key: `${row}/measure`, value: `第${n}项：\n“核查”\\限期办结。` }));

/** Runs a command by the office; with `steps` it is a long one that goes on when they do. */
const run = (
  { rooms }: Setting,
  opId: string,
  steps?: () => Steps<Outcome<LongDecision<unknown>>>,
): ReturnType<Setting['command']> =>
  rooms.command(LEDGER, {
    opId: rowId(opId),
    name: 'test',
    content: 'the same',
    actor: { person: OFFICER.person, name: OFFICER.name, roles: ['office'], organisations: [UNIT] },
    session: OFFICER.session,
    decide: () => accept({ cells: CELLS, texts: TEXTS, value: 'done' }),
    ...(steps && { long: steps }),
  });

function* deciding(): Steps<Outcome<LongDecision<unknown>>> {
  yield;
  return accept({ cells: CELLS, texts: TEXTS, value: 'done' });
}

async function stored({ store }: Setting) {
  const { db } = store;
  const of = (table: 'change' | 'row_current' | 'row_text') => db.selectFrom(table).selectAll();
  return {
    changes: await of('change').orderBy('seq').orderBy('n').execute(),
    rows: await of('row_current').orderBy('row').execute(),
    texts: await of('row_text').orderBy('row').orderBy('field').execute(),
    figures: await db.selectFrom('figures').select(['day', 'figures']).execute(),
    isChained: (await verifyChain(db, LEDGER, { seq: 0, hash: CHAIN_START })).ok,
  };
}

describe('a long command', () => {
  it('[W17] leaves exactly what one turn would have left: rows, history, texts, figures, chain', async () => {
    const [short, long] = [await sampleRooms(), await sampleRooms()];
    const [first, second] = [await run(short, 'import'), await run(long, 'import', deciding)];
    expect(second).toMatchObject({ ok: true, value: { seq: 2, value: 'done' } });
    expect(first).toMatchObject({ ok: true, value: { seq: 2, value: 'done' } });
    const lists = await Promise.all([short, long].map(({ rooms }) => rooms.committed(LEDGER)));
    expect(lists[0]!.ok && lists[1]!.ok && lists[1]!.value.lists).toEqual(
      lists[0]!.ok && lists[0]!.value.lists,
    );
    for (const { rooms } of [short, long]) await rooms.close();
    const [byOne, byMany] = [await stored(short), await stored(long)];
    expect(byMany).toEqual(byOne);
    expect(byMany.isChained).toBe(true);
    expect(byMany.texts).toHaveLength(TASKS);
    expect(byMany.changes.filter(({ cell }) => cell === OWNER).map((change) => change.new_value)).toEqual([
      '"甲"',
      '"乙"',
    ]);
    expect(byMany.changes.find(({ cell }) => cell.endsWith('types:建章立制'))).toMatchObject({
      row: NEW_ROWS[0],
      field: 'types',
    });
  });

  it('[W17] everybody else of the ledger waits in order; nobody sees anything before it is on disk', async () => {
    const setting = await sampleRooms();
    const { rooms, store } = setting;
    const page = await new TestPage(rooms, EDITOR1).board();
    const watching = await new TestPage(rooms, EDITOR2).board();
    let [begun, goOn] = [false, false];
    const done = run(setting, 'import', function* () {
      begun = true;
      while (!goOn) yield;
      return yield* deciding();
    });
    await until('the command', () => begun);
    page.edit('op1', (doc) => setCell(doc, OWNER, '丙'));
    const read = rooms.committed(LEDGER);
    const late = new TestPage(rooms, EDITOR2);
    const joined = late.board();
    // the loop goes round all the while: a commit that has nothing to do with this ledger comes through
    await store.commit([[store.db.insertInto('setting').values({ key: 'other', value: '1' }).compile()]]);
    expect(page.heard.some(({ type }) => type === 'ack' || type === 'refused')).toBe(false);
    expect(readText(watching.doc, NEW_ROWS[0]!, 'measure')).toBe('');
    store.hold();
    goOn = true;
    store.release();
    expect(await done).toMatchObject({ ok: true, value: { seq: 2 } });
    expect((await page.next('ack')).body).toMatchObject({ seq: 3 });
    await until('the rows', () => readText(watching.doc, NEW_ROWS[0]!, 'measure') === TEXTS[0]!.value);
    const lists = await read;
    expect(lists.ok && lists.value.lists.tasks.length).toBeGreaterThan(TASKS);
    await joined;
    expect(readText(late.doc, NEW_ROWS[TASKS - 1]!, 'measure')).toBe(TEXTS[TASKS - 1]!.value);
  });

  it('[W17] sent again it is answered again, also while it is under way, and never written twice', async () => {
    const setting = await sampleRooms();
    const answers = await Promise.all([run(setting, 'import', deciding), run(setting, 'import', deciding)]);
    expect(answers[1]).toEqual(answers[0]);
    expect(await run(setting, 'import', deciding)).toEqual(answers[0]);
    const rows = await setting.store.db.selectFrom('log').select('seq').execute();
    expect(rows).toHaveLength(2);
  });

  it('[W17] refused it leaves nothing, and what waited goes on', async () => {
    const setting = await sampleRooms();
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    const done = run(setting, 'import', function* () {
      yield;
      return refuse('TOO_MANY_ROWS');
    });
    page.edit('op1', (doc) => setCell(doc, OWNER, '丙'));
    expect(await done).toMatchObject({ ok: false, code: 'TOO_MANY_ROWS' });
    expect((await page.next('ack')).body.seq).toBe(2);
  });

  it('[W17] when it breaks in the middle nothing of it stays: the ledger is read again', async () => {
    const setting = await sampleRooms();
    const broken = await run(setting, 'import', function* () {
      yield;
      return accept({
        cells: CELLS,
        texts: TEXTS,
        value: 'done',
        *statements() {
          yield;
          throw new Error('a fault of ours');
        },
      });
    });
    expect(broken).toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    expect(setting.logged.some(({ fields }) => JSON.stringify(fields).includes('a fault of ours'))).toBe(
      true,
    );
    const again = await setting.rooms.committed(LEDGER);
    expect(again.ok && [again.value.seq, again.value.lists.tasks.length]).toEqual([1, 1]);
    expect(await run(setting, 'import', deciding)).toMatchObject({ ok: true, value: { seq: 2 } });
  });

  it('[W17] what the disk refuses was never there', async () => {
    const setting = await sampleRooms();
    setting.store.fail();
    expect(await run(setting, 'import', deciding)).toMatchObject({ ok: false, code: 'STORE_READ_ONLY' });
    const rows = await setting.store.db.selectFrom('row_current').select('row').execute();
    expect(rows.some(({ row }) => row === NEW_ROWS[0])).toBe(false);
  });
});
