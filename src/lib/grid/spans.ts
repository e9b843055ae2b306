/** Which neighbouring rows show one cell together in a column that merges. */
import type { GridColumn } from '#grid/grid.contract.ts';
import type { Range, Selection } from '#grid/selection.ts';
import { rangeOf } from '#grid/selection.ts';

export interface Span {
  /** first and last row, both included */
  readonly first: number;
  readonly last: number;
}

/** For each merging column (by its place) the span of every row. */
export type Spans = ReadonlyMap<number, readonly Span[]>;

export function spansOf<R>(columns: readonly GridColumn<R>[], rows: readonly R[]): Spans {
  const spans = new Map<number, readonly Span[]>();
  for (const [place, { merge }] of columns.entries()) {
    if (!merge) continue;
    const ofRows: Span[] = [];
    let first = 0;
    while (first < rows.length) {
      const key = merge(rows[first]!);
      let last = first;
      while (last + 1 < rows.length && merge(rows[last + 1]!) === key) last++;
      const span = { first, last };
      for (let row = first; row <= last; row++) ofRows.push(span);
      first = last + 1;
    }
    spans.set(place, ofRows);
  }
  return spans;
}

/** The range with all rows of the merged cells that it touches. */
export function whole(spans: Spans, range: Range): Range {
  let { top, bottom } = range;
  for (const [column, ofRows] of spans) {
    if (column < range.left || column > range.right) continue;
    top = Math.min(top, ofRows[range.top]?.first ?? top);
    bottom = Math.max(bottom, ofRows[range.bottom]?.last ?? bottom);
  }
  return { ...range, top, bottom };
}

/** The row from which the head of a range steps up or down: over the merged cells that it touches. */
export function stepFrom(spans: Spans, selection: Selection, down: number): number {
  const { head } = selection;
  const range = rangeOf(selection);
  let row = head.row;
  for (const [column, ofRows] of spans) {
    const span = column < range.left || column > range.right ? undefined : ofRows[head.row];
    if (span) row = down > 0 ? Math.max(row, span.last) : Math.min(row, span.first);
  }
  return row;
}

export const spanAt = (spans: Spans, row: number, column: number): Span =>
  spans.get(column)?.[row] ?? { first: row, last: row };
