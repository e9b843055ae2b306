/** Which neighbouring rows show one cell together in a column that merges. */
import type { GridColumn } from '#grid/grid.contract.ts';

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

export const spanAt = (spans: Spans, row: number, column: number): Span =>
  spans.get(column)?.[row] ?? { first: row, last: row };
