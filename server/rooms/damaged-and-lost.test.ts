/** A ledger that is damaged and has lost its tail besides: two decisions, in one order, and neither hides what the other is about (S18). */
import { describe, expect, it } from 'vitest';
import type { Receipt } from '#protocol/sync.ts';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { readLostTail } from '#server/rooms/lost-tail.ts';
import { shown, write } from '#server/rooms/receipts.testing.ts';
import {
  LEDGER,
  memoryStore,
  OFFICER,
  roomsOn,
  sampleRooms,
  type MemoryStore,
  type Setting,
} from '#server/rooms/rooms.testing.ts';
import { evidenceHash } from '#server/rooms/damage-evidence.ts';
import { readGivenUp } from '#server/store/given-up.ts';
import { sentenceOf } from '#server/verify/findings.ts';
import { verifyLedger, type LedgerHead } from '#server/verify/verify-ledger.ts';

const KEY = 'a key of the tests';
const DAMAGE_AT_6 = "DELETE FROM checkpoint WHERE seq > 4; UPDATE log SET person = 'x' WHERE seq = 6";
const DAMAGED = { cause: 'damage', from: 6, to: 7 } as const;

/** A clock that goes on with every look at it, so that no two epochs bear one number. */
function clock(): () => Date {
  let ms = Date.parse('2026-03-01T08:00:00.000Z');
  return () => new Date((ms += 1_000));
}
const open = (store: MemoryStore): Setting => roomsOn(store, { clock: clock() });
const decide = ({ rooms, store }: Setting, reason: string) =>
  createBeginEpoch({ store, rooms, clock: () => new Date() })({ ledger: LEDGER, by: OFFICER.person, reason });

const loss = async ({ rooms }: Setting) => {
  const read = await rooms.loss(LEDGER);
  return read.ok ? read.value && { givesUp: read.value.givesUp, tail: read.value.tail } : read.code;
};
const numbers = ({ database }: MemoryStore, table: string): unknown =>
  database.prepare(`SELECT DISTINCT seq FROM ${table} ORDER BY seq`).pluck().all();
function verified({ database }: MemoryStore) {
  const head = database.prepare<[], LedgerHead>('SELECT id, seq, chain_hash FROM ledger').get()!;
  const { findings, notes } = verifyLedger(database, head, KEY);
  return { findings: findings.map(sentenceOf), notes };
}

/** Commits 1 to 9, of which the disk went back to 7; `receipts` of commits 2 to 9, by their commit. */
async function wentBack() {
  const first = await sampleRooms({ limits: { checkpointEvery: 3 } });
  const receipts = new Map<number, Receipt>();
  let image: Buffer | undefined;
  for (let seq = 2; seq <= 9; seq += 1) {
    receipts.set(seq, await write(first));
    if (seq === 7) image = first.store.database.serialize();
  }
  await first.rooms.close();
  return { store: memoryStore(image), receipt: (seq: number): Receipt => receipts.get(seq)! };
}
/** The same, and damaged at 6. */
async function damagedAndShort() {
  const been = await wentBack();
  been.store.database.exec(DAMAGE_AT_6);
  return been;
}

/** From the first decision on: a second one is waited for, over restarts, and settles what was lost. */
async function secondDecision(store: MemoryStore, receipt: (seq: number) => Receipt): Promise<void> {
  const again = open(store);
  expect(await shown(again, receipt(3))).toBe('TAIL_LOST');
  expect(await loss(again)).toMatchObject({ givesUp: { cause: 'tail', from: 8, to: 9 } });
  expect(await again.rooms.switchEpoch(LEDGER)).toMatchObject({ ok: false, code: 'TAIL_LOST' });
  expect(await decide(again, '第二次')).toMatchObject({ ok: true, value: { seq: 9 } });
  for (let seq = 2; seq <= 9; seq += 1) expect([seq, await shown(again, receipt(seq))]).toEqual([seq, null]);
  const after = await write(again);
  expect(after.seq).toBe(10);
  expect(await readLostTail(store, LEDGER)).toBeNull();
  await again.rooms.close();

  // both decisions are signed and on record, and nothing of what was given up left the database
  const decisions = await readGivenUp(store.db, LEDGER);
  expect(decisions).toMatchObject([
    { seq: 8, cause: 'damage', from_seq: 6, to_seq: 7, reason: '第一次' },
    { seq: 9, cause: 'tail', from_seq: 8, to_seq: 9, reason: '第二次' },
  ]);
  expect(decisions[1]!.epoch).toBeGreaterThan(decisions[0]!.epoch);
  const kept = await store.db
    .selectFrom('given_up_row')
    .select(['seq', 'source', 'content'])
    .orderBy('n')
    .execute();
  expect(new Set(kept.map(({ seq }) => seq))).toEqual(new Set([8]));
  expect(evidenceHash(kept)).toBe(decisions[0]!.evidence);
  const logged = kept.flatMap(({ source, content }) =>
    source === 'log' ? [(JSON.parse(content) as { seq: number; hash: string }).hash] : [],
  );
  expect(logged).toEqual([receipt(6).hash, receipt(7).hash]);
  expect(numbers(store, 'log')).toEqual([1, 2, 3, 4, 5, 8, 9, 10]);
  const audit = await store.db.selectFrom('audit').select('detail').orderBy('n').execute();
  expect(audit.map(({ detail }) => JSON.parse(detail) as unknown)).toMatchObject([
    { reason: '第一次', damaged: true, tailLost: false, givenUpFrom: 6, givenUpTo: 7 },
    { reason: '第二次', damaged: false, tailLost: true, givenUpFrom: 8, givenUpTo: 9 },
  ]);
  const { findings, notes } = verified(store);
  expect(findings).toEqual([]);
  expect(notes.join('\n')).toContain('commits 6 to 7 are not proven, their rows are kept as evidence');
  expect(notes.join('\n')).toContain('without commits 8 to 9 that the log lost (“第二次”)');
}

describe('[S18] damaged, and its tail lost', () => {
  it('[S18] shown while it is damaged: on record, told before the decision, and left to a second one', async () => {
    const { store, receipt } = await damagedAndShort();
    const setting = open(store);
    // what the damage is about is no lost tail
    for (const seq of [3, 6, 7]) expect(await shown(setting, receipt(seq))).toBe('LEDGER_DAMAGED');
    expect(await loss(setting)).toEqual({ givesUp: DAMAGED, tail: null });
    expect(await shown(setting, receipt(9))).toBe('LEDGER_DAMAGED');
    expect(await loss(setting)).toMatchObject({ givesUp: DAMAGED, tail: { from: 8, to: 9, has: 5 } });
    expect(
      setting.logged.filter(({ message }) => message === 'acknowledged commits are missing'),
    ).toHaveLength(1);
    await setting.rooms.close();
    // the page that showed it is gone, and so is the server that heard it
    const later = open(store);
    expect(await loss(later)).toMatchObject({ givesUp: DAMAGED, tail: { from: 8, to: 9 } });
    expect(await decide(later, '第一次')).toMatchObject({ ok: true, value: { seq: 8 } });
    await later.rooms.close();
    await secondDecision(store, receipt);
  });

  it('[S18] shown only after the decision about the damage: not forgiven by it', async () => {
    const { store, receipt } = await damagedAndShort();
    const setting = open(store);
    expect(await decide(setting, '第一次')).toMatchObject({ ok: true, value: { seq: 8 } });
    for (const seq of [3, 6, 7]) expect(await shown(setting, receipt(seq))).toBeNull();
    expect(await shown(setting, receipt(9))).toBe('TAIL_LOST');
    await setting.rooms.close();
    await secondDecision(store, receipt);
  });

  it('[S18] the tail was found missing first: the damage is decided first all the same', async () => {
    const { store, receipt } = await wentBack();
    const setting = open(store);
    expect(await shown(setting, receipt(9))).toBe('TAIL_LOST');
    expect(await loss(setting)).toMatchObject({ givesUp: { cause: 'tail', from: 8, to: 9 } });
    await setting.rooms.close();
    store.database.exec(DAMAGE_AT_6);
    const damaged = open(store);
    expect(await shown(damaged, receipt(3))).toBe('LEDGER_DAMAGED');
    expect(await loss(damaged)).toMatchObject({ givesUp: DAMAGED, tail: { to: 9 } });
    expect(await decide(damaged, '第一次')).toMatchObject({ ok: true, value: { seq: 8 } });
    await damaged.rooms.close();
    await secondDecision(store, receipt);
  });

  it('[S18] an epoch that is gone as a whole is missed, though its commits bear numbers that the damage has, too', async () => {
    const first = await sampleRooms({ limits: { checkpointEvery: 3 } });
    for (let seq = 2; seq <= 5; seq += 1) await write(first);
    const store = memoryStore(first.store.database.serialize());
    expect(await first.rooms.switchEpoch(LEDGER)).toMatchObject({ ok: true, value: { epoch: 2, seq: 6 } });
    const lost = await write(first);
    expect([lost.epoch, lost.seq]).toEqual([2, 7]);
    await first.rooms.close();
    const other = open(store);
    const receipts = [await write(other), await write(other)];
    await other.rooms.close();
    store.database.exec(DAMAGE_AT_6);

    const damaged = open(store);
    for (const receipt of receipts) expect(await shown(damaged, receipt)).toBe('LEDGER_DAMAGED');
    expect(await loss(damaged)).toEqual({ givesUp: DAMAGED, tail: null });
    expect(await decide(damaged, '第一次')).toMatchObject({ ok: true, value: { seq: 8 } });
    for (const receipt of receipts) expect(await shown(damaged, receipt)).toBeNull();
    expect(await shown(damaged, lost)).toBe('TAIL_LOST');
    expect(await decide(damaged, '第二次')).toMatchObject({ ok: true });
    for (const receipt of [...receipts, lost]) expect(await shown(damaged, receipt)).toBeNull();
    await damaged.rooms.close();
    expect(verified(store).findings).toEqual([]);
  });
});
