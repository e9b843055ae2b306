/** Arithmetic of splices, with texts that people really write and with random ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendSplice,
  applySplice,
  placeOf,
  splicesOfDelta,
  wholeCharacters,
  withSurroundings,
  type PlacedSplice,
} from './splices.ts';

const TEXT = '修订采购制度，明确审批权限，年底前完成。';
const signs = fc
  .array(fc.constantFrom('制', '度', '，', 'a', '😀', '𠮷', '\n'), { maxLength: 30 })
  .map((list) => list.join(''));
const lonely = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

describe('[O18] whole characters', () => {
  it('[O18] widening changes nothing of the result, and never cuts a pair', () => {
    fc.assert(
      fc.property(signs, fc.nat(60), fc.nat(10), signs, (text, index, remove, insert) => {
        const whole = wholeCharacters(text, { index, remove, insert });
        const from = Math.min(index, text.length);
        const to = Math.min(from + remove, text.length);
        expect(applySplice(text, whole)).toBe(text.slice(0, from) + insert + text.slice(to));
        expect(text.slice(0, whole.index)).not.toMatch(lonely);
        expect(text.slice(whole.index + whole.remove)).not.toMatch(lonely);
      }),
      { seed: 20260302 },
    );
  });
});

describe('[O17] keystrokes become one splice', () => {
  const splice = (text: string, index: number, removed: number, insert: string): PlacedSplice =>
    withSurroundings(text, { index, remove: removed, insert });

  it('[O17] typing on, correcting and composing inside what was just typed', () => {
    let text = TEXT;
    let all: readonly PlacedSplice[] = [];
    for (const [index, remove, insert] of [
      [7, 0, 'ji'],
      [9, 0, 'an'],
      [7, 4, '健全'],
      [9, 0, '内控'],
    ] as const) {
      all = appendSplice(all, splice(text, index, remove, insert));
      text = applySplice(text, { index, remove, insert });
    }
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ index: 7, removed: '', insert: '健全内控', before: '修订采购制度，' });
  });

  it('[O17] whatever is appended, doing them in order gives the same text', () => {
    const step = fc.tuple(fc.nat(40), fc.nat(4), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(step, { maxLength: 12 }), (start, steps) => {
        let text = start;
        let all: readonly PlacedSplice[] = [];
        for (const [at, length, insert] of steps) {
          const index = Math.min(at, text.length);
          const remove = Math.min(length, text.length - index);
          all = appendSplice(all, splice(text, index, remove, insert));
          text = applySplice(text, { index, remove, insert });
        }
        const again = all.reduce(
          (now, { index, removed, insert }) => applySplice(now, { index, remove: removed.length, insert }),
          start,
        );
        expect(again).toBe(text);
      }),
      { seed: 20260302 },
    );
  });
});

describe('[O10] the place of a splice', () => {
  const insert = withSurroundings(TEXT, { index: 7, remove: 0, insert: '健全内控，' });

  it('[O10] where nothing changed it is where it was', () => {
    expect(placeOf(TEXT, insert)).toBe(7);
  });
  it('[O10] moves with text written before it, and stays beside its neighbour on one side', () => {
    expect(placeOf(`由办公室牵头，${TEXT}`, insert)).toBe(14);
    expect(placeOf('修订采购制度，', insert)).toBe(7);
    expect(placeOf('明确审批权限，年底前完成。', insert)).toBe(0);
  });
  it('[O10] of several places the nearest', () => {
    const twice = withSurroundings('甲乙丙丁。甲乙丙丁。', { index: 9, remove: 0, insert: '戊' });
    expect(placeOf('甲乙丙丁。甲乙丙丁。', { ...twice, before: '甲乙丙丁', after: '。' })).toBe(9);
  });
  it('[O10] stays where most of its surroundings stands when somebody wrote within them too', () => {
    const end = withSurroundings('一是抓紧健全登记制度。每月通报', {
      index: 15,
      remove: 0,
      insert: '季度复查两次。',
    });
    expect(placeOf('一是抓紧整改，健全登记制度。每月通报', end)).toBe(18);
    const month = withSurroundings('甲局牵头办理，每月底前通报一次。', { index: 7, remove: 2, insert: '季' });
    expect(placeOf('甲局和乙局牵头办理，每月底前集中通报一次。', month)).toBe(10);
  });
  it('[O10] is unknown when as much of its surroundings stands in two places', () => {
    const splice = withSurroundings('先办一件，逐月通报', { index: 9, remove: 0, insert: '。' });
    expect(placeOf('甲逐月通报乙逐月通报', splice)).toBeUndefined();
    expect(placeOf('甲逐月通报乙，逐月通报', splice)).toBe(11);
  });
  it('[O10] is unknown when its surroundings are gone, or the empty text is not empty any more', () => {
    expect(placeOf('全部重写了', insert)).toBeUndefined();
    const first = withSurroundings('', { index: 0, remove: 0, insert: '第一句' });
    expect(placeOf('', first)).toBe(0);
    expect(placeOf('别人先写了', first)).toBeUndefined();
  });
  it('[O10] never replaces what is not what was to be replaced', () => {
    const replace = withSurroundings(TEXT, { index: 2, remove: 4, insert: '财务制度' });
    expect(placeOf(TEXT.replace('采购制度', '人事制度'), replace)).toBeUndefined();
  });
});

describe('[O15] deltas', () => {
  it('[O15] of Yjs become splices against the text as it goes', () => {
    const delta = [
      { retain: 2 },
      { insert: 'XY' },
      { delete: 3 },
      { retain: 1 },
      { delete: 1 },
      { insert: 'Z' },
    ];
    const text = splicesOfDelta(delta).reduce(applySplice, 'abcdefgh');
    expect(text).toBe('abXYfZh');
  });
});
