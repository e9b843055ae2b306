/** Which checkpoints of a ledger are kept: few, and near to any moment of its past. */
import { describe, expect, it } from 'vitest';
import { checkpointStatements, stretchOf } from '#server/rooms/checkpoints.ts';
import { CHECKPOINTS_KEPT, PAST_CHECKPOINTS_MAX } from '#server/rooms/limits.ts';
import { rowId } from '#server/rooms/guard/guard.testing.ts';
import { LEDGER, memoryStore, seedLedger } from '#server/rooms/rooms.testing.ts';

const OLDEST = 1;
const FIRST_OF_EPOCH = 1;

describe('checkpoints kept', () => {
  it('[H2] one in each stretch, the oldest and the newest; their number is bounded however long the log grows', async () => {
    const store = memoryStore();
    await seedLedger(store);
    const seqs = (): number[] =>
      store.database.prepare('SELECT seq FROM checkpoint ORDER BY seq').pluck().all() as number[];
    const state = new Uint8Array([1]);
    let epoch = 1;
    let begun = 700;
    let most = 0;
    for (let seq = 700; seq <= 300_000; seq += 700) {
      if (seq % 70_000 === 0) {
        epoch += 1;
        begun = seq;
      }
      const row = { ledger: LEDGER, epoch, seq, at: '2026-03-01T00:00:00.000Z', state, hash: 'h' };
      await store.commit([checkpointStatements(store, row)]);
      const kept = seqs();
      most = Math.max(most, kept.length);
      expect(kept[0]).toBe(700);
      expect(kept).toContain(begun);
      expect(kept.at(-1)).toBe(seq);
      for (let n = 1; n < kept.length; n += 1)
        expect(kept[n]! - kept[n - 1]!).toBeLessThanOrEqual(2 * stretchOf(seq));
    }
    expect(most).toBeLessThanOrEqual(PAST_CHECKPOINTS_MAX + CHECKPOINTS_KEPT + OLDEST + FIRST_OF_EPOCH);
    expect(most).toBeGreaterThan(PAST_CHECKPOINTS_MAX / 2);
    await store.close();
  });

  it('[H2] checkpoints of another ledger are left alone', async () => {
    const store = memoryStore();
    await seedLedger(store);
    const other = rowId('other') as typeof LEDGER;
    await seedLedger(store, other);
    const row = (ledger: string, seq: number) => ({
      ledger,
      epoch: 1,
      seq,
      at: '2026-03-01T00:00:00.000Z',
      state: new Uint8Array([1]),
      hash: 'h',
    });
    for (const seq of [1, 2, 3, 4]) {
      await store.commit([checkpointStatements(store, row(LEDGER, seq))]);
      await store.commit([checkpointStatements(store, row(other, seq))]);
    }
    const kept = (ledger: string) =>
      store.database.prepare('SELECT seq FROM checkpoint WHERE ledger = ? ORDER BY seq').pluck().all(ledger);
    expect(kept(LEDGER)).toEqual([1, 3, 4]);
    expect(kept(other)).toEqual([1, 3, 4]);
    await store.close();
  });
});
