/** How a block of texts comes to lie on the selected range: paste, repeat and fill as places and texts; decides nothing about rights. */
import type { Matrix } from '#grid/clipboard.ts';
import type { Extent, Range } from '#grid/selection.ts';
import { sizeOf } from '#grid/selection.ts';

export interface Written {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}
export interface Laid {
  readonly cells: readonly Written[];
  /** the range that was covered, to be selected */
  readonly range: Range;
  /** rows and columns of the block that found no place */
  readonly clippedRows: number;
  readonly clippedColumns: number;
}

/** One cell fills the range; a block repeats when the range holds it a whole number of times; else it lies once at the range's corner. */
export function lay(block: Matrix, range: Range, extent: Extent): Laid {
  const rows = block.length;
  const columns = block[0]?.length ?? 0;
  const size = sizeOf(range);
  const repeats = size.rows % rows === 0 && size.columns % columns === 0;
  const tall = repeats ? size.rows : rows;
  const wide = repeats ? size.columns : columns;
  const bottom = Math.min(range.top + tall, extent.rows);
  const right = Math.min(range.left + wide, extent.columns);
  const cells: Written[] = [];
  for (let row = range.top; row < bottom; row++)
    for (let column = range.left; column < right; column++)
      cells.push({ row, column, text: block[(row - range.top) % rows]![(column - range.left) % columns]! });
  return {
    cells,
    range: { top: range.top, left: range.left, bottom: bottom - 1, right: right - 1 },
    clippedRows: range.top + tall - bottom,
    clippedColumns: range.left + wide - right,
  };
}

/** The fill handle: the source range repeats into the part of `target` that lies outside of it. */
export function fillFrom(
  source: Range,
  target: Range,
  text: (row: number, column: number) => string,
): Written[] {
  const { rows, columns } = sizeOf(source);
  const cells: Written[] = [];
  const wrap = (place: number, start: number, count: number): number =>
    start + ((((place - start) % count) + count) % count);
  for (let row = target.top; row <= target.bottom; row++)
    for (let column = target.left; column <= target.right; column++) {
      const inside =
        row >= source.top && row <= source.bottom && column >= source.left && column <= source.right;
      if (!inside)
        cells.push({
          row,
          column,
          text: text(wrap(row, source.top, rows), wrap(column, source.left, columns)),
        });
    }
  return cells;
}

/** Where a fill handle dragged to a place reaches: the longer way only, down, up, right or left. */
export function reachOf(source: Range, row: number, column: number): Range {
  const down = row > source.bottom ? row - source.bottom : Math.min(0, row - source.top);
  const right = column > source.right ? column - source.right : Math.min(0, column - source.left);
  if (down === 0 && right === 0) return source;
  if (Math.abs(down) >= Math.abs(right))
    return { ...source, top: Math.min(source.top, row), bottom: Math.max(source.bottom, row) };
  return { ...source, left: Math.min(source.left, column), right: Math.max(source.right, column) };
}
