import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplice, moveCaret, rebase, spliceBetween } from '#grid/splices.ts';

const text = fc
  .array(fc.constantFrom('甲', '乙', 'a', '😀', '\n'), { maxLength: 14 })
  .map((parts) => parts.join(''));
const unpaired = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

describe('[T6] splices', () => {
  test('[T6] the splice between two texts leads from one to the other and cuts no character in half', () => {
    fc.assert(
      fc.property(text, text, fc.nat(20), (before, after, caret) => {
        const splice = spliceBetween(before, after, Math.min(caret, after.length));
        if (!splice) {
          expect(after).toBe(before);
          return;
        }
        expect(applySplice(before, splice)).toBe(after);
        expect(splice.insert).not.toMatch(unpaired);
        expect(before.slice(splice.index, splice.index + splice.remove)).not.toMatch(unpaired);
      }),
    );
  });

  test('[T6] the caret tells which of equal characters was typed', () => {
    expect(spliceBetween('aa', 'aaa', 1)).toEqual({ index: 0, remove: 0, insert: 'a' });
    expect(spliceBetween('aa', 'aaa', 3)).toEqual({ index: 2, remove: 0, insert: 'a' });
    expect(spliceBetween('aaa', 'aa', 1)).toEqual({ index: 1, remove: 1, insert: '' });
  });

  test('[T6] a caret keeps its place between its characters', () => {
    expect(moveCaret(3, { index: 1, remove: 0, insert: '甲乙' })).toBe(5);
    expect(moveCaret(3, { index: 3, remove: 0, insert: '甲' })).toBe(3);
    expect(moveCaret(3, { index: 1, remove: 4, insert: 'x' })).toBe(1);
    expect(moveCaret(3, { index: 4, remove: 1, insert: '' })).toBe(3);
  });

  test('[T6] own change after the changes of others: theirs stays, own removal and insertion both happen', () => {
    // own: replace 'cd' by 'X'; other: insert 'Z' between c and d
    const others = [{ index: 3, remove: 0, insert: 'Z' }];
    const merged = rebase({ index: 2, remove: 2, insert: 'X' }, others).reduce(applySplice, 'abcZde');
    expect(merged).toBe('abXZe');
    const gone = rebase({ index: 2, remove: 2, insert: 'X' }, [{ index: 1, remove: 4, insert: '' }]);
    expect(gone.reduce(applySplice, 'a')).toBe('aX');
  });

  test('[T6] rebased splices stay inside the text and insert everything that was typed', () => {
    const mark = fc.integer({ min: 1, max: 4 }).map((count) => '#'.repeat(count));
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(fc.nat(20), fc.nat(5), text), { maxLength: 4 }),
        fc.nat(20),
        fc.nat(9),
        mark,
        (start, changes, place, length, insert) => {
          const index = Math.min(place, start.length);
          const own = { index, remove: Math.min(length, start.length - index), insert };
          let theirs = start;
          const others = changes.map(([at, remove, inserted]) => {
            const from = Math.min(at, theirs.length);
            const splice = { index: from, remove: Math.min(remove, theirs.length - from), insert: inserted };
            theirs = applySplice(theirs, splice);
            return splice;
          });
          let merged = theirs;
          for (const splice of rebase(own, others)) {
            expect(splice.index + splice.remove).toBeLessThanOrEqual(merged.length);
            merged = applySplice(merged, splice);
          }
          expect(merged).toContain(insert);
          if (!others.length) expect(merged).toBe(applySplice(start, own));
        },
      ),
    );
  });
});
