/** Where the columns stand: widths, left edges and how many leading ones are frozen. */
import type { GridColumn } from '#grid/grid.contract.ts';

/** the column of row numbers */
export const GUTTER = 38;
export const HEAD = 30;
export const WIDTH_LEAST = 44;
export const WIDTH_MOST = 800;
/** frozen columns that take more than this of the room scroll with the others, as on a phone */
const FROZEN_SHARE_MOST = 0.6;

export interface Layout {
  readonly widths: readonly number[];
  /** from the left edge of the sheet, the gutter included */
  readonly lefts: readonly number[];
  readonly total: number;
  readonly frozen: number;
  /** the gutter and the frozen columns together */
  readonly frozenWidth: number;
}

/** Whether the frozen columns leave enough of `room` pixels to the others. */
export function fitsFrozen<R>(columns: readonly GridColumn<R>[], room: number): boolean {
  const { frozenWidth } = layoutOf(columns, {}, true);
  return frozenWidth <= room * FROZEN_SHARE_MOST;
}

export function layoutOf<R>(
  columns: readonly GridColumn<R>[],
  chosen: Readonly<Record<string, number>>,
  freezes: boolean,
): Layout {
  const widths: number[] = [];
  const lefts: number[] = [];
  let total = GUTTER;
  let frozen = 0;
  for (const [index, column] of columns.entries()) {
    const width = chosen[column.id] ?? column.width;
    widths.push(width);
    lefts.push(total);
    total += width;
    if (freezes && column.frozen && frozen === index) frozen++;
  }
  return { widths, lefts, total, frozen, frozenWidth: lefts[frozen] ?? total };
}

/** The column at `x` of a scroller that stands at `scrollLeft`; -1 is the gutter, outside gives the nearest. */
export function columnAt(layout: Layout, x: number, scrollLeft: number): number {
  if (x < GUTTER && x >= 0) return -1;
  const place = x < layout.frozenWidth ? x : x + scrollLeft;
  let found = 0;
  for (const [index, left] of layout.lefts.entries()) if (left <= place) found = index;
  return found;
}
