import { describe, expect, it } from 'vitest';
import { fuzzGuard } from './guard.ts';

/** Another one: `SANDAN_SEED=7 npx vitest run tests/fuzz`; a long one: `npm run fuzz -- --updates 200000`. */
const SEED = Number(process.env['SANDAN_SEED'] ?? 20_260_301);
const FORGED = 20_000;

describe('the guard under forged and honest updates', () => {
  it(
    `[G8] ${FORGED} forged updates of seed ${SEED}: none escapes, none throws, no honest one is refused, all replicas are equal`,
    { timeout: 120_000 },
    () => {
      const { forged, honest, escapes, throws, refusedHonest, divergences, passed } = fuzzGuard(FORGED, SEED);
      expect({ escapes, throws, refusedHonest, divergences }).toEqual({
        escapes: [],
        throws: [],
        refusedHonest: [],
        divergences: [],
      });
      expect(forged).toBe(FORGED);
      expect(honest).toBeGreaterThan(5_000);
      // some forgeries are harmless by chance; if none were let through, the fuzzer would only test the decoder
      expect(passed).toBeGreaterThan(100);
    },
  );
});
