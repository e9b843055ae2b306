/** Splices of the log: there and back, and many as one (rules H3, H4). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyComposed,
  applySplices,
  composeSplices,
  takeBackSplices,
  type TextSplice,
} from '#domain/history/splices.ts';

const words = fc.string({ unit: fc.constantFrom('甲', '乙', '丙', 'a', '。', '𠮷'), maxLength: 12 });
/** A text and splices that fit it one after another. */
const typing = fc
  .tuple(words, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 6 }), words), { maxLength: 30 }))
  .map(([start, moves]): { old: string; splices: TextSplice[]; now: string } => {
    let now = start;
    const splices = moves.map(([at, count, inserted]): TextSplice => {
      const index = at % (now.length + 1);
      const deleted = now.slice(index, index + count);
      now = now.slice(0, index) + inserted + now.slice(index + deleted.length);
      return [index, deleted, inserted];
    });
    return { old: start, splices, now };
  });

describe('splices', () => {
  it('[H3] lead to the new text, and back to the old one', () => {
    fc.assert(
      fc.property(typing, ({ old, splices, now }) => {
        expect(applySplices(old, splices)).toBe(now);
        expect(takeBackSplices(now, splices)).toBe(old);
      }),
    );
  });

  it('[H3] of another text lead nowhere', () => {
    expect(applySplices('甲乙', [[1, '丙', '']])).toBeUndefined();
    expect(applySplices('甲', [[2, '', '乙']])).toBeUndefined();
    expect(takeBackSplices('甲乙', [[0, '', '丙']])).toBeUndefined();
    expect(takeBackSplices('', [[1, '甲', '']])).toBeUndefined();
  });

  it('[H4] composed, they lead from the old text to the new one', () => {
    fc.assert(
      fc.property(typing, ({ old, splices, now }) => {
        expect(applyComposed(old, composeSplices(splices))).toBe(now);
      }),
      { numRuns: 500 },
    );
  });

  it('[H4] composed, they stand in the order of the text, apart from each other', () => {
    fc.assert(
      fc.property(typing, ({ splices }) => {
        const composed = composeSplices(splices);
        for (let n = 1; n < composed.length; n += 1) {
          const [index, deleted] = composed[n - 1]!;
          expect(composed[n]![0]).toBeGreaterThan(index + deleted.length);
        }
      }),
    );
  });

  it('[H4] typing letter by letter is one insertion, and what was taken back again is nothing', () => {
    expect(
      composeSplices([
        [2, '', '整'],
        [3, '', '改'],
        [4, '', '完成'],
      ]),
    ).toEqual([[2, '', '整改完成']]);
    expect(
      composeSplices([
        [2, '', '错字'],
        [2, '错字', ''],
      ]),
    ).toEqual([]);
    expect(
      composeSplices([
        [0, '60', ''],
        [0, '', '85'],
      ]),
    ).toEqual([[0, '60', '85']]);
  });
});
