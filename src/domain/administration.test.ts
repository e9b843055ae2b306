import { describe, expect, it } from 'vitest';
import { isPrintedName } from '#domain/administration.ts';

describe('names', () => {
  it('[A15] are what can be printed on one line', () => {
    for (const name of ['某局', '第3组', 'A 局', '“两新”工委', '𠮷某'])
      expect(isPrintedName(name, 60), name).toBe(true);
    expect(isPrintedName('字'.repeat(60), 60)).toBe(true);
    expect(isPrintedName('字'.repeat(61), 60)).toBe(false);
  });

  it('[A15] hold no control signs, halves of pairs or turns of direction, and are not blank', () => {
    const refused = [
      '',
      ' ',
      ' 某局',
      '\u3000\u200b',
      '某\u0000局',
      '某\n局',
      '某\u2028局',
      '\ud800局',
      '\u202e局某',
    ];
    for (const name of refused) expect(isPrintedName(name, 60), JSON.stringify(name)).toBe(false);
  });
});
