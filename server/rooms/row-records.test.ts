/** The current rows that commits leave behind. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { spliceText } from '#document/write.ts';
import { CLOSE } from '#protocol/sync.ts';
import { DUTY, PROBLEM, rowId, TASK } from '#server/rooms/guard/guard.testing.ts';
import { Room } from '#server/rooms/room.ts';
import {
  EDITOR1,
  LEDGER,
  roomsOn,
  sampleRooms,
  TestPage,
  until,
  type MemoryStore,
} from '#server/rooms/rooms.testing.ts';

const CHANGES: readonly (readonly [string, string | boolean | null])[] = [
  [`${PROBLEM}/category`, '党的建设'],
  [`${PROBLEM}/status`, 'claimed'],
  [`${PROBLEM}/kind`, 'timed'],
  [`${PROBLEM}/due`, '2026-05-01'],
  [`${PROBLEM}/order`, 'a2'],
  [`${TASK}/completion`, '已完成'],
  [`${TASK}/longTerm`, true],
  [`${TASK}/assigned`, `@${rowId('department')} 组织部`],
  [`${TASK}/problem`, PROBLEM],
  [`${DUTY}/deleted`, true],
  [`${TASK}/owner`, '甲'],
];

describe('current rows', () => {
  let store: MemoryStore;
  beforeAll(async () => {
    const setting = await sampleRooms();
    ({ store } = setting);
    await setting.rooms.close();
  });
  afterAll(() => store.close());

  // the order of cells in the JSON says nothing
  const rows = (): readonly object[] => {
    const found = store.database.prepare('SELECT * FROM row_current ORDER BY row').all();
    return (found as { cells: string }[]).map((row) => ({
      ...row,
      cells: JSON.parse(row.cells) as unknown,
      seq: 0,
    }));
  };
  const write = async (opId: string, [key, value]: (typeof CHANGES)[number]): Promise<void> => {
    const { rooms, command } = roomsOn(store);
    expect(await command(opId, [{ key, value }])).toMatchObject({ ok: true });
    await rooms.close();
  };

  it.each(CHANGES)(
    '[G10] %s changed alone leaves its row as if it were written whole',
    async (key, value) => {
      const before = rows();
      const name = CHANGES.findIndex((change) => change[0] === key);
      await write(`op-${'abcdefghijkl'[name]}`, [key, value]);
      const alone = rows();
      // rows that are said to be behind are written anew, all of them
      store.database.exec('UPDATE ledger SET rows_seq = 0');
      await write(`again-${'abcdefghijkl'[name]}`, [key, value]);
      expect(alone).not.toEqual(before);
      expect(alone).toEqual(rows());
    },
  );
});

describe('texts that wait for search when an epoch begins', () => {
  it('[S14] are left to the new document: the old one writes nothing behind it, and nothing is dropped', async () => {
    const { rooms, store, logged } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const retired = vi.spyOn(Room.prototype, 'retire');
    page.edit('op1', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '字'));
    await page.next('ack');
    store.hold();
    const begun = rooms.switchEpoch(LEDGER);
    await until('the commit of the epoch', () => retired.mock.contexts[0] && store.underWay);
    (retired.mock.contexts[0] as Room).writeProse();
    store.release();
    expect(await begun).toMatchObject({ ok: true });
    await rooms.committed(LEDGER);
    expect(await page.end()).toMatchObject({ code: CLOSE.epochChanged });
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
    vi.restoreAllMocks();
    await rooms.close();
    const text = store.database.prepare("SELECT text FROM row_text WHERE field = 'measure'").pluck().get();
    expect(String(text).startsWith('字')).toBe(true);
  });
});
