/** What is selected and how it moves: pure functions over places; knows nothing of rows, DOM or keys. */

export interface Place {
  readonly row: number;
  readonly column: number;
}
/** `active` is the cell that is typed into; the range reaches from `anchor` to `head`. */
export interface Selection {
  readonly active: Place;
  readonly anchor: Place;
  readonly head: Place;
}
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}
export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

export const at = (row: number, column: number): Selection => ({
  active: { row, column },
  anchor: { row, column },
  head: { row, column },
});

export const rangeOf = ({ anchor, head }: Selection): Range => ({
  top: Math.min(anchor.row, head.row),
  left: Math.min(anchor.column, head.column),
  bottom: Math.max(anchor.row, head.row),
  right: Math.max(anchor.column, head.column),
});

export const sizeOf = (range: Range): Extent => ({
  rows: range.bottom - range.top + 1,
  columns: range.right - range.left + 1,
});

export const holds = (range: Range, row: number, column: number): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

export const isOne = ({ anchor, head }: Selection): boolean =>
  anchor.row === head.row && anchor.column === head.column;

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
export const clamp = (place: Place, extent: Extent): Place => ({
  row: within(place.row, extent.rows),
  column: within(place.column, extent.columns),
});

/** The whole range, its first cell active. */
export const over = (range: Range): Selection => ({
  active: { row: range.top, column: range.left },
  anchor: { row: range.top, column: range.left },
  head: { row: range.bottom, column: range.right },
});

export const moveTo = (place: Place, extent: Extent): Selection => {
  const { row, column } = clamp(place, extent);
  return at(row, column);
};

export const extendTo = (selection: Selection, head: Place, extent: Extent): Selection => ({
  ...selection,
  head: clamp(head, extent),
});

/** The next cell inside the selected range, by rows (Tab) or by columns (Enter), around its end. */
export function cycle(selection: Selection, by: 'rows' | 'columns', step: 1 | -1): Selection {
  const range = rangeOf(selection);
  const { rows, columns } = sizeOf(range);
  const row = selection.active.row - range.top;
  const column = selection.active.column - range.left;
  const count = rows * columns;
  const place = ((by === 'rows' ? row * columns + column : column * rows + row) + step + count) % count;
  const active =
    by === 'rows'
      ? { row: range.top + Math.floor(place / columns), column: range.left + (place % columns) }
      : { row: range.top + (place % rows), column: range.left + Math.floor(place / rows) };
  return { ...selection, active };
}

/** Where Ctrl+arrow goes: the end of a run of filled cells, or the next filled one, or the edge. */
export function jump(
  from: Place,
  down: number,
  right: number,
  extent: Extent,
  filled: (row: number, column: number) => boolean,
): Place {
  const inside = ({ row, column }: Place): boolean =>
    row >= 0 && row < extent.rows && column >= 0 && column < extent.columns;
  const next = ({ row, column }: Place): Place => ({ row: row + down, column: column + right });
  let place = from;
  let step = next(place);
  if (!inside(step)) return place;
  const runs = filled(place.row, place.column) && filled(step.row, step.column);
  while (inside(step)) {
    const full = filled(step.row, step.column);
    if (runs && !full) return place;
    place = step;
    if (!runs && full) return place;
    step = next(step);
  }
  return place;
}

/** The selection after rows came, went or moved: it stays with its rows; a row that is gone leaves its place. */
export function follow(
  selection: Selection,
  idBefore: (row: number) => string | undefined,
  rowNow: (id: string) => number | undefined,
  extent: Extent,
): Selection {
  const carry = (place: Place): Place => {
    const id = idBefore(place.row);
    const row = id === undefined ? undefined : rowNow(id);
    return clamp({ row: row ?? place.row, column: place.column }, extent);
  };
  const carried = {
    active: carry(selection.active),
    anchor: carry(selection.anchor),
    head: carry(selection.head),
  };
  const stays = (['active', 'anchor', 'head'] as const).every(
    (end) => carried[end].row === selection[end].row && carried[end].column === selection[end].column,
  );
  return stays ? selection : carried;
}
