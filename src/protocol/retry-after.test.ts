/** A close reason that says when to come again, written by the server and read by the page. */
import { describe, expect, it } from 'vitest';
import { retryAfterMs, withRetryAfter } from '#protocol/retry-after.ts';

describe('retry-after in a close reason', () => {
  it('[S15] is whole seconds, at least one, and read back', () => {
    expect(withRetryAfter('UNAVAILABLE', 0)).toBe('UNAVAILABLE; retry-after=1');
    expect(withRetryAfter('UNAVAILABLE', 7_400)).toBe('UNAVAILABLE; retry-after=8');
    expect(retryAfterMs(withRetryAfter('RATE_LIMITED', 12_000))).toBe(12_000);
  });

  it.each([
    '',
    'UNAVAILABLE',
    'x; retry-after=',
    'x; retry-after=-1',
    'x; retry-after=99999',
    'retry-after=5 x',
  ])('[S15] of %j there is none', (reason) => expect(retryAfterMs(reason)).toBe(0));

  it('[S15] a browser that gives no reason is no trouble', () => {
    expect(retryAfterMs(undefined)).toBe(0);
  });
});
