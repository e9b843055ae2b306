import { describe, expect, it } from 'vitest';
import { canLook, soak } from './soak.ts';

/** Many: `npm run soak -- --rounds 200`. */
const ROUNDS = 6;
const PEOPLE = 15;
/** Collections come when they like: a leak of a page in each round would still be seen in a long run. */
const GROWTH_MB_MAX = 60;

describe.skipIf(!canLook)(
  `soak${canLook ? '' : ' (not run: only Linux tells of open files and memory)'}`,
  () => {
    it(
      `[V10] ${ROUNDS} rounds of ${PEOPLE} people who come, write and go leave no file open and no thread behind`,
      { timeout: 120_000 },
      async () => {
        const { before, after, edits, walMb } = await soak(ROUNDS, PEOPLE);
        expect(edits).toBeGreaterThan(ROUNDS * PEOPLE);
        expect(after.files).toBeLessThanOrEqual(before.files);
        expect(after.threads).toBeLessThanOrEqual(before.threads + 1);
        expect(after.residentMb - before.residentMb).toBeLessThan(GROWTH_MB_MAX);
        expect(walMb).toBeLessThan(64);
      },
    );
  },
);
