/** What the office is told of a closed ledger before it decides, and a decision on something else than was shown (D13). */
import { describe, expect, it } from 'vitest';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import { setCell } from '#document/write.ts';
import {
  EDITOR1,
  editedStore,
  LEDGER,
  memoryStore,
  OFFICER,
  roomsOn,
  sampleRooms,
  TestPage,
} from '#server/rooms/rooms.testing.ts';
import { createClosedLedger } from '#server/services/closed-ledger.ts';

const AT = new Date('2026-03-01T08:00:00.000Z');
const BACKUP = { lastAt: '2026-02-28T18:00:00.000Z', failure: null };
const clock = (): Date => AT;
const read = (setting: ReturnType<typeof roomsOn>, backup: typeof BACKUP | null = null) =>
  createClosedLedger({ ...setting, backup: () => backup })(LEDGER);
const decide = (
  setting: ReturnType<typeof roomsOn>,
  shown: { cause: 'damage' | 'tail'; from: number; to: number | null },
) => createBeginEpoch({ ...setting, clock })({ ledger: LEDGER, by: OFFICER.person, reason: '接受', shown });

describe('[D13] what is told before a decision', () => {
  it('[D13] of a ledger that takes writes: nothing would be given up, and how the backup stands', async () => {
    const setting = await sampleRooms();
    expect(await read(setting, BACKUP)).toEqual({
      ok: true,
      value: {
        givesUp: null,
        good: null,
        stays: true,
        written: null,
        missing: null,
        backup: { at: BACKUP.lastAt, ok: true },
      },
    });
    await setting.rooms.close();
  });

  it('[D13] of a damaged one: the last good commit, those that would be given up, and when they say they were written', async () => {
    const store = await editedStore(6);
    store.database.exec("DELETE FROM checkpoint WHERE seq > 5; UPDATE log SET person = 'x' WHERE seq = 6");
    const times = store.database.prepare('SELECT at FROM log ORDER BY seq').pluck().all() as string[];
    const setting = roomsOn(store, { clock });
    expect(await read(setting)).toEqual({
      ok: true,
      value: {
        givesUp: { cause: 'damage', from: 6, to: 7 },
        good: { seq: 5, at: times[4] },
        stays: false,
        written: { count: 2, firstAt: times[5], lastAt: times[6] },
        missing: null,
        backup: null,
      },
    });
    // somebody was shown less, or something else
    for (const shown of [
      { cause: 'damage', from: 7, to: 7 },
      { cause: 'tail', from: 6, to: 7 },
      { cause: 'damage', from: 6, to: null },
    ] as const)
      expect(await decide(setting, shown)).toMatchObject({ ok: false, code: 'CONFLICT' });
    expect(store.database.prepare('SELECT count(*) FROM given_up').pluck().get()).toBe(0);
    expect(await decide(setting, { cause: 'damage', from: 6, to: 7 })).toMatchObject({ ok: true });
    // somebody else was shown the same, and came second: no further epoch
    expect(await decide(setting, { cause: 'damage', from: 6, to: 7 })).toMatchObject({
      ok: false,
      code: 'CONFLICT',
    });
    expect(await read(setting)).toMatchObject({ ok: true, value: { givesUp: null, missing: null } });
    await setting.rooms.close();
  });

  it('[D13] a break further back: what stands is kept', async () => {
    const setting = roomsOn(await editedStore(6));
    await setting.rooms.committed(LEDGER);
    setting.rooms.damageFound(LEDGER, 3);
    expect(await read(setting)).toMatchObject({
      ok: true,
      value: { givesUp: { cause: 'damage', from: 3, to: 7 }, good: { seq: 7 }, stays: true, written: null },
    });
    await setting.rooms.close();
  });

  it('[D13] of a lost tail: what receipts showed, and a decision on less of it', async () => {
    const first = await sampleRooms();
    const image = first.store.database.serialize();
    const page = await new TestPage(first.rooms, EDITOR1).board();
    const receipts = [];
    for (let n = 0; n < 2; n += 1) {
      page.edit(`op${n}x`, (doc) => setCell(doc, `${TASK}/owner`, `第${n}`));
      receipts.push((await page.next('ack', n + 1)).body.receipt);
    }
    await first.rooms.close();
    const setting = roomsOn(memoryStore(image), { clock });
    await new TestPage(setting.rooms, EDITOR1).board({ receipt: receipts[0]! });
    expect(await read(setting)).toMatchObject({
      ok: true,
      value: {
        givesUp: { cause: 'tail', from: 2, to: 2 },
        good: { seq: 1 },
        written: null,
        missing: { from: 2, to: 2, noticedAt: AT.toISOString() },
      },
    });
    // another page comes back with a newer receipt while the office reads
    await new TestPage(setting.rooms, EDITOR1).board({ receipt: receipts[1]! });
    expect(await decide(setting, { cause: 'tail', from: 2, to: 2 })).toMatchObject({
      ok: false,
      code: 'CONFLICT',
    });
    expect(await decide(setting, { cause: 'tail', from: 2, to: 3 })).toMatchObject({ ok: true });
    await setting.rooms.close();
  });

  it('[D13] where nothing can be proven there is nothing to decide', async () => {
    const store = await editedStore(6);
    store.database.exec("DELETE FROM checkpoint; UPDATE log SET person = 'x' WHERE seq = 1");
    const setting = roomsOn(store);
    expect(await read(setting)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    await setting.rooms.close();
  });
});
