import { describe, expect, it } from 'vitest';
import { killCycles } from './kill-cycles.ts';

/** Many: `npm run faults -- --cycles 300`. */
const CYCLES = 3;
const SEED = Number(process.env['SANDAN_SEED'] ?? 20_260_303);

describe('kill -9 under load', { timeout: 120_000 }, () => {
  it(`[V3] ${CYCLES} deaths with seed ${SEED}: nothing acknowledged is lost, nothing shown to others was not durable, nothing is doubled`, async () => {
    const result = await killCycles(CYCLES, SEED);
    expect(result).toMatchObject({
      acknowledgedLost: [],
      seenLost: [],
      doubled: [],
      toldWrong: [],
      brokenChains: 0,
    });
    expect(result.acknowledged).toBeGreaterThan(CYCLES);
    expect(result.seen).toBeGreaterThan(CYCLES);
  });

  it('[V3] a store that answers before it commits is found out', async () => {
    const { acknowledgedLost, seenLost } = await killCycles(2, SEED, undefined, 'EARLY');
    expect(acknowledgedLost.length).toBeGreaterThan(0);
    expect(seenLost.length).toBeGreaterThan(0);
  });
});
