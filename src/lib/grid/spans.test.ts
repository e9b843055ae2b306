import { describe, expect, test } from 'vitest';
import type { GridColumn } from '#grid/grid.contract.ts';
import { at, extendTo } from '#grid/selection.ts';
import { spanAt, spansOf, stepFrom, whole } from '#grid/spans.ts';

interface Line {
  readonly id: string;
  readonly group: string;
}
const rows: readonly Line[] = ['a', 'a', 'b', 'c', 'c', 'c'].map((group, index) => ({
  id: `r${index}`,
  group,
}));
const column = (id: string, merge?: (row: Line) => string): GridColumn<Line> => ({
  id,
  title: id,
  width: 100,
  kind: 'text',
  text: (row) => row.group,
  merge,
});
const spans = spansOf([column('group', (row) => row.group), column('plain')], rows);

describe('[T2] merged cells', () => {
  test('[T2] neighbours of one key stand together, others alone', () => {
    expect(rows.map((_, row) => spanAt(spans, row, 0))).toEqual([
      { first: 0, last: 1 },
      { first: 0, last: 1 },
      { first: 2, last: 2 },
      { first: 3, last: 5 },
      { first: 3, last: 5 },
      { first: 3, last: 5 },
    ]);
    expect(spanAt(spans, 4, 1)).toEqual({ first: 4, last: 4 });
  });

  test('[T2] a range takes all rows of the merged cells that it touches', () => {
    expect(whole(spans, { top: 1, bottom: 4, left: 0, right: 1 })).toEqual({
      top: 0,
      bottom: 5,
      left: 0,
      right: 1,
    });
    expect(whole(spans, { top: 1, bottom: 4, left: 1, right: 1 })).toEqual({
      top: 1,
      bottom: 4,
      left: 1,
      right: 1,
    });
  });

  test('[T2] a range grows and shrinks by whole merged cells', () => {
    const extent = { rows: 6, columns: 2 };
    const one = at(0, 0);
    expect(stepFrom(spans, one, 1)).toBe(1);
    const two = extendTo(one, { row: 3, column: 0 }, extent);
    expect(stepFrom(spans, two, 1)).toBe(5);
    expect(stepFrom(spans, two, -1)).toBe(3);
    expect(stepFrom(spans, at(4, 1), 1)).toBe(4);
  });
});
