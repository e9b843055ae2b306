/** What receipts prove once an epoch has begun: disks that went back, forks, decisions to go on, and forgeries (S17). */
import { describe, expect, it } from 'vitest';
import type { EpochDecision } from '#server/rooms/epochs.ts';
import { lostTailWith } from '#server/rooms/lost-tail.ts';
import { shown, write } from '#server/rooms/receipts.testing.ts';
import {
  LEDGER,
  memoryStore,
  OFFICER,
  roomsOn,
  sampleRooms,
  type MemoryStore,
} from '#server/rooms/rooms.testing.ts';
import { givenUpStatement } from '#server/store/given-up.ts';

const KEY = 'a key of the tests';
const DECISION: EpochDecision = { person: OFFICER.person, reason: '接受缺失', records: () => [] };

/** Receipts of commits 2 and 3, and of commit 5 after an epoch at 4; the disk as it was after commit 2, and at the end. */
async function history() {
  const { rooms, store } = await sampleRooms();
  const second = await write({ rooms });
  const image = store.database.serialize();
  const third = await write({ rooms });
  expect(await rooms.switchEpoch(LEDGER)).toMatchObject({ ok: true, value: { epoch: 2, seq: 4 } });
  const fifth = await write({ rooms });
  await rooms.close();
  return { second, third, fifth, store, cut: () => memoryStore(image) };
}

describe('[S17] receipts over epochs', () => {
  it('[S17] of an older epoch, and in the log: nothing is lost', async () => {
    const { store, second, third, fifth } = await history();
    const { rooms } = roomsOn(store);
    for (const receipt of [second, third, fifth]) expect(await shown({ rooms }, receipt)).toBeNull();
    await rooms.close();
  });

  it('[S17] a whole epoch that is gone is noticed by a receipt of it, whatever its commit', async () => {
    const { cut, fifth } = await history();
    const { rooms, logged } = roomsOn(cut());
    expect(await shown({ rooms }, fifth)).toBe('TAIL_LOST');
    expect(logged).toMatchObject([
      { message: 'acknowledged commits are missing', fields: { shownEpoch: 2 } },
    ]);
    await rooms.close();
    const long = cut();
    const { rooms: others } = roomsOn(long);
    for (let n = 0; n < 6; n += 1) await write({ rooms: others });
    expect(await shown({ rooms: others }, fifth)).toBe('TAIL_LOST');
    await others.close();
  });

  it('[S17] an epoch that began by itself hides no loss: the older receipt is held against the log', async () => {
    const { cut, second, third } = await history();
    const { rooms } = roomsOn(cut());
    expect(await rooms.switchEpoch(LEDGER)).toMatchObject({ ok: true });
    await write({ rooms });
    expect(await shown({ rooms }, second)).toBeNull();
    expect(await shown({ rooms }, third)).toBe('TAIL_LOST');
    await rooms.close();
  });

  it('[S17] a forged receipt of any epoch counts for nothing', async () => {
    const { cut, third, fifth } = await history();
    const { rooms } = roomsOn(cut());
    for (const forged of [
      { ...fifth, epoch: 3 },
      { ...third, seq: 4 },
      { ...third, hash: 'a'.repeat(64) },
      { ...fifth, mac: third.mac },
    ])
      expect(await shown({ rooms }, forged)).toBeNull();
    await rooms.close();
  });

  it('[S17] a decision gives up what was shown and all after it, numbers its epoch beyond, and nothing before it', async () => {
    const { cut, second, third, fifth } = await history();
    const store = cut();
    const { rooms } = roomsOn(store);
    await write({ rooms });
    await write({ rooms });
    expect(await shown({ rooms }, fifth)).toBe('TAIL_LOST');
    expect(await shown({ rooms }, third)).toBe('TAIL_LOST');
    expect(await rooms.switchEpoch(LEDGER)).toMatchObject({ ok: false, code: 'TAIL_LOST' });
    const begun = await rooms.switchEpoch(LEDGER, DECISION);
    expect(begun).toMatchObject({ ok: true, value: { seq: 5 } });
    expect(begun.ok && begun.value.epoch).toBeGreaterThan(fifth.epoch);
    for (const receipt of [second, third, fifth]) expect(await shown({ rooms }, receipt)).toBeNull();
    const after = await write({ rooms });
    expect(await store.db.selectFrom('given_up').selectAll().execute()).toMatchObject([
      { cause: 'tail', from_seq: 3, to_seq: 5, person: OFFICER.person, reason: '接受缺失', seq: 5 },
    ]);
    // what the decision did not give up is still missed
    store.database.exec("UPDATE log SET hash = 'f' WHERE seq = 2");
    expect(await shown({ rooms }, second)).toBe('TAIL_LOST');
    await rooms.close();
    expect(after.epoch).toBeGreaterThan(fifth.epoch);
  });

  it('[S17] a decision that nobody signed, or that the log does not hold, gives up nothing', async () => {
    const { cut, fifth } = await history();
    for (const [key, hash] of [
      ['another key', null],
      [KEY, 'b'.repeat(64)],
    ] as const) {
      const store = cut();
      const head = await store.db
        .selectFrom('ledger')
        .select(['seq', 'chain_hash'])
        .executeTakeFirstOrThrow();
      const row = {
        ledger: LEDGER,
        seq: head.seq,
        epoch: 9,
        hash: hash ?? head.chain_hash,
        cause: 'tail',
        from_seq: 1,
        to_seq: null,
        evidence: null,
        person: null,
        reason: null,
        at: '2026-03-01T00:00:00.000Z',
      };
      await store.commit([[givenUpStatement(store.db, key, row)]]);
      const { rooms } = roomsOn(store);
      expect(await shown({ rooms }, fifth)).toBe('TAIL_LOST');
      await rooms.close();
    }
  });

  it('[S17] what lies before a shortened log, or in an epoch before it, says nothing', async () => {
    const { store, second, third, fifth } = await history();
    shorten(store, 4);
    const { rooms } = roomsOn(store);
    for (const receipt of [second, third, fifth]) expect(await shown({ rooms }, receipt)).toBeNull();
    await rooms.close();
  });
});

/** As the retention does it: rows up to `seq` are gone, and it is signed where the log goes on. */
function shorten(store: MemoryStore, seq: number): void {
  store.database
    .prepare(
      `INSERT INTO log_horizon SELECT ledger, seq, epoch, hash, at, at, 'unsigned', NULL FROM log WHERE seq = ${seq}`,
    )
    .run();
  store.database.exec(`DELETE FROM change WHERE seq <= ${seq}; DELETE FROM log WHERE seq <= ${seq}`);
}

describe('what is on record of a loss', () => {
  it('[S17] holds the lowest and highest commit and the newest epoch that were shown, and is written only for news', () => {
    const now = { has: 4, at: '2026-03-01T00:00:00.000Z' };
    const first = lostTailWith(null, { from: 7, seq: 7, epoch: 2 }, now);
    expect(first).toEqual({ from: 7, to: 7, epoch: 2, ...now });
    const wider = lostTailWith(first, { from: 5, seq: 5, epoch: 1 }, { has: 9, at: 'later' });
    expect(wider).toEqual({ from: 5, to: 7, epoch: 2, ...now });
    expect(lostTailWith(wider, { from: 6, seq: 6, epoch: 2 }, now)).toBeNull();
  });
});
