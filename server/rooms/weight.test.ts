/** When a document is written anew: above each bound, never below its floor. */
import { describe, expect, it } from 'vitest';
import { CORE_LIMITS } from '#server/core-settings.ts';
import { reasonForEpoch, type DocumentWeight } from '#server/rooms/weight.ts';

const LIGHT: DocumentWeight = {
  clients: 1_000,
  structs: 30_000,
  live: 20_000,
  bytes: 3_000_000,
  baseBytes: 2_000_000,
};

describe('the weight of a document', () => {
  it.each<[string, Partial<DocumentWeight>, string | null]>([
    ['at every bound', {}, null],
    ['one client id more', { clients: 1_001 }, 'clients'],
    ['half as many structs again, and one', { structs: 30_001 }, 'structs'],
    ['many structs for its cells, but few in all', { structs: 20_000, live: 10 }, null],
    ['larger by half, and a byte', { bytes: 3_000_001 }, 'size'],
    ['ten times its base, but small', { bytes: 2_000_000, baseBytes: 200_000 }, null],
    ['large, and never stored yet', { bytes: 30_000_000, baseBytes: null }, null],
  ])('[S14] %s', (_, more, reason) => {
    expect(reasonForEpoch({ ...LIGHT, ...more }, CORE_LIMITS)).toBe(reason);
  });
});
