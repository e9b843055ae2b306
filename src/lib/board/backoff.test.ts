/** Waits before reconnecting: bounded, spread out, quick at first. */
import { describe, expect, it } from 'vitest';
import { BACKOFF_MS_MAX, backoffMs } from './backoff.ts';

describe('[O3] backoff', () => {
  it('[O3] the first try is at once, later ones anywhere in a window that doubles up to its bound', () => {
    expect(backoffMs(0, 0.99)).toBe(0);
    expect(backoffMs(1, 0.5)).toBe(500);
    expect(backoffMs(3, 0.5)).toBe(2_000);
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(1_000, 0.999_999)).toBeLessThan(BACKOFF_MS_MAX);
    expect(BACKOFF_MS_MAX).toBeGreaterThanOrEqual(30_000);
  });
});
