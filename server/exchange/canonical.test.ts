/** Canonical JSON in pieces is the canonical JSON: what is hashed does not depend on how it was made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPieces, canonicalText } from '#server/exchange/canonical.ts';

const joined = (content: object): string => [...canonicalPieces(content)].join('');

describe('canonical JSON', () => {
  it.each([0, 1, 49, 50, 51, 100, 101])('[X9] in pieces, of a list of %i', (count) => {
    const tasks = Array.from({ length: count }, (_, n) => ({ owner: `第${n}`, id: n, '1': null }));
    const content = { unit: '单位', tasks, duties: [], at: 'x', 'a"b': 1 };
    expect(joined(content)).toBe(canonicalText(content));
  });

  it('[X9] in pieces, of anything', () => {
    const content = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(content, (made) => {
        expect(joined(made)).toBe(canonicalText(made));
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });
});
