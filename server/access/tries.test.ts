import { describe, expect, it } from 'vitest';
import { createTries } from '#server/access/tries.ts';

const MINUTE = 60_000;

function withClock(limits: { readonly triesMax?: number; readonly entriesMax?: number } = {}) {
  let now = 0;
  const tries = createTries({ triesMax: 3, windowMinutes: 10, entriesMax: 100, ...limits }, () => now);
  return { tries, pass: (milliseconds: number) => void (now += milliseconds) };
}

describe('tries', () => {
  it('[A7] the fourth try of a name from one address waits, and says how long', () => {
    const { tries, pass } = withClock();
    for (let n = 0; n < 3; n += 1) expect(tries.attempt('unit1', '10.0.0.1').ok).toBe(true);
    pass(MINUTE);
    expect(tries.attempt('UNIT1', '10.0.0.1')).toEqual({
      ok: false,
      code: 'TOO_MANY_TRIES',
      params: { minutes: 9 },
    });
    pass(9 * MINUTE);
    expect(tries.attempt('unit1', '10.0.0.1').ok).toBe(true);
  });

  it('[A7] another name, and the same name from elsewhere, are not held up', () => {
    const { tries } = withClock();
    for (let n = 0; n < 4; n += 1) tries.attempt('unit1', '10.0.0.1');
    expect(tries.attempt('unit2', '10.0.0.1').ok).toBe(true);
    expect(tries.attempt('unit1', '10.0.0.2').ok).toBe(true);
  });

  it('[A7] a right password starts anew', () => {
    const { tries } = withClock();
    for (let n = 0; n < 3; n += 1) tries.attempt('unit1', '10.0.0.1');
    tries.succeeded('unit1', '10.0.0.1');
    expect(tries.attempt('unit1', '10.0.0.1').ok).toBe(true);
  });

  it('[A7] addresses of one IPv6 network, and both forms of an IPv4 one, count together', () => {
    const { tries } = withClock({ triesMax: 1 });
    tries.attempt('unit1', '2001:db8:1:2:aaaa::1');
    expect(tries.attempt('unit1', '2001:db8:1:2::ffff').ok).toBe(false);
    expect(tries.attempt('unit1', '2001:db8:1:3::1').ok).toBe(true);
    tries.attempt('unit1', '::ffff:10.0.0.1');
    expect(tries.attempt('unit1', '10.0.0.1').ok).toBe(false);
  });

  it('[A7] a flood of names forgets its oldest, never grows', () => {
    const { tries } = withClock({ triesMax: 1, entriesMax: 2 });
    tries.attempt('first', '10.0.0.1');
    tries.attempt('second', '10.0.0.1');
    tries.attempt('third', '10.0.0.1');
    expect(tries.attempt('third', '10.0.0.1').ok).toBe(false);
    expect(tries.attempt('second', '10.0.0.1').ok).toBe(false);
    expect(tries.attempt('first', '10.0.0.1').ok).toBe(true);
  });
});
