import { describe, expect, test } from 'vitest';
import { segmentsOf } from '#grid/segments.ts';

const caret = (id: string, anchor: number, head: number, colour = 1) => ({
  id,
  name: id,
  colour,
  anchor,
  head,
});

describe('[T6] other carets', () => {
  test('[T6] a text without carets is one piece', () => {
    expect(segmentsOf('甲乙', []).map(({ text }) => text)).toEqual(['甲乙', '']);
  });

  test('[T6] carets stand between their characters, selections cover theirs, nothing lies outside the text', () => {
    const segments = segmentsOf('甲乙丙丁', [caret('a', 1, 3, 2), caret('b', 9, 9)]);
    expect(segments.map(({ text, selected }) => [text, selected])).toEqual([
      ['甲', undefined],
      ['乙丙', 2],
      ['丁', undefined],
      ['', undefined],
    ]);
    expect(segments.map(({ carets }) => carets.map(({ id }) => id).join())).toEqual(['', '', 'a', 'b']);
  });
});
