/** Disks that go back and records that are altered, at random: every receipt of a commit that is nowhere any more is missed until somebody decides (S18). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Receipt } from '#protocol/sync.ts';
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
import { verifyLedger, type LedgerHead } from '#server/verify/verify-ledger.ts';

const KEY = 'a key of the tests';
const RUNS = 30;
/** Damage, a lost tail, and what receipts of an earlier life may show besides. */
const DECISIONS_MAX = 6;

interface Course {
  /** what is written, `true` stands for a new epoch: until the disk is kept, after it, and after it went back */
  readonly kept: readonly boolean[];
  readonly lost: readonly boolean[];
  readonly after: readonly boolean[];
  /** share of the log behind which a record is altered, and whether a receipt is shown before that is decided */
  readonly broken: number;
  readonly early: number;
}
const steps = (minLength: number, maxLength: number) =>
  fc.array(
    fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    { minLength, maxLength },
  );
const course: fc.Arbitrary<Course> = fc.record({
  kept: steps(2, 6),
  lost: steps(1, 4),
  after: steps(0, 4),
  broken: fc.integer({ min: 30, max: 99 }),
  early: fc.nat(20),
});

async function live(
  { rooms }: Pick<Setting, 'rooms'>,
  epochs: readonly boolean[],
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (const isEpoch of epochs) {
    if (isEpoch) expect((await rooms.switchEpoch(LEDGER)).ok).toBe(true);
    receipts.push(await write({ rooms }));
  }
  return receipts;
}
/** Is the commit in the log, or given up as damaged, whole or by its number? */
function isSomewhere({ database }: MemoryStore, { seq, hash, epoch }: Receipt): boolean {
  const held = database.prepare('SELECT 1 FROM log WHERE seq = ? AND hash = ?').get(seq, hash);
  const part = database
    .prepare(
      `SELECT 1 FROM given_up WHERE cause = 'damage' AND ? BETWEEN from_seq AND to_seq AND ? <= (
        SELECT max(json_extract(content, '$.epoch')) FROM given_up_row
        WHERE given_up_row.seq = given_up.seq AND source IN ('log', 'checkpoint'))`,
    )
    .get(seq, epoch);
  return held !== undefined || part !== undefined;
}

async function run({ kept, lost, after, broken, early }: Course): Promise<number> {
  const clock = { ms: Date.parse('2026-03-01T08:00:00Z') };
  const parts = { clock: () => new Date((clock.ms += 1_000)), limits: { checkpointEvery: 3 } };
  const first = await sampleRooms(parts);
  const stood = await live(first, kept);
  const store = memoryStore(first.store.database.serialize());
  const gone = await live(first, lost);
  await first.rooms.close();
  const second = roomsOn(store, parts);
  const later = await live(second, after);
  await second.rooms.close();
  const last = Number(store.database.prepare('SELECT max(seq) FROM log').pluck().get());
  const at = Math.max(2, Math.ceil((last * broken) / 100));
  store.database.exec(
    `DELETE FROM checkpoint WHERE seq >= ${at}; UPDATE log SET person = 'x' WHERE seq = ${at}`,
  );

  const setting = roomsOn(store, parts);
  const receipts = [...stood, ...gone, ...later];
  const one = receipts[early];
  if (one) expect(await shown(setting, one)).toBe('LEDGER_DAMAGED');
  const decide = async (): Promise<void> => {
    const decision = { person: OFFICER.person, reason: '接受', records: () => [] };
    expect((await setting.rooms.switchEpoch(LEDGER, decision)).ok).toBe(true);
  };
  await decide();
  let decisions = 1;
  for (const receipt of receipts) {
    const accounted = isSomewhere(store, receipt);
    const code = await shown(setting, receipt);
    // nothing that is nowhere is passed over before the tail was decided on
    if (!accounted && decisions === 1) expect(code).toBe('TAIL_LOST');
    if (code === null) continue;
    expect(code).toBe('TAIL_LOST');
    await decide();
    decisions += 1;
  }
  expect(decisions).toBeLessThanOrEqual(DECISIONS_MAX);
  for (const receipt of receipts) expect(await shown(setting, receipt)).toBeNull();
  await setting.rooms.close();
  const head = store.database.prepare<[], LedgerHead>('SELECT id, seq, chain_hash FROM ledger').get()!;
  expect(verifyLedger(store.database, head, KEY).findings).toEqual([]);
  return decisions;
}

describe('[S18] damaged and its tail lost, at random', () => {
  it('[S18] no loss is passed over by the decision about the damage, and decisions settle all of it (seed 20261123)', async () => {
    let second = 0;
    await fc.assert(
      fc.asyncProperty(course, async (one) => {
        if ((await run(one)) > 1) second += 1;
      }),
      { numRuns: RUNS, seed: 20261123 },
    );
    // it did come to second decisions
    expect(second).toBeGreaterThan(5);
  });
});
