/** One sheet as a person sees it: what stands in each cell, which cells are merged. Knows nothing of ledgers. */

/** 1-based, both ends inside. */
export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface SheetCell {
  readonly text: string;
  /** `YYYY-MM-DD` where the cell holds a real day; its text is the same */
  readonly day?: string;
  /** the value was calculated */
  readonly formula?: true;
  /** a formula without a stored value, or one that failed */
  readonly broken?: true;
}

const EMPTY: SheetCell = { text: '' };
/** Rows of one merge that the index holds; higher merges are cut there. */
const MERGE_ROWS_MAX = 5_000;
/** Rows of all merges together; merges beyond belong to no ledger and are passed over. */
const MERGED_ROWS_MAX = 2_000_000;

export const columnName = (column: number): string => {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
};
export const cellName = (row: number, column: number): string => `${columnName(column)}${row}`;

export class Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** numbers of the rows that hold something, ascending */
  readonly rows: readonly number[];
  readonly columns: number;
  readonly #cells: ReadonlyMap<number, ReadonlyMap<number, SheetCell>>;
  /** by row: the merges that cross it */
  readonly #merges = new Map<number, Area[]>();

  constructor(
    name: string,
    hidden: boolean,
    cells: ReadonlyMap<number, ReadonlyMap<number, SheetCell>>,
    merges: readonly Area[],
  ) {
    this.name = name;
    this.hidden = hidden;
    this.#cells = cells;
    this.rows = [...cells.keys()].sort((a, b) => a - b);
    let columns = 0;
    for (const row of cells.values()) for (const column of row.keys()) columns = Math.max(columns, column);
    this.columns = columns;
    const last = (this.rows.at(-1) ?? 0) + 1;
    let indexed = 0;
    for (const area of merges) {
      const bottom = Math.min(area.bottom, last, area.top + MERGE_ROWS_MAX);
      indexed += Math.max(0, bottom - area.top + 1);
      if (indexed > MERGED_ROWS_MAX) break;
      for (let row = area.top; row <= bottom; row += 1) {
        const crossing = this.#merges.get(row);
        if (crossing) crossing.push(area);
        else this.#merges.set(row, [area]);
      }
    }
  }

  /** The merge that covers this place. */
  mergeAt(row: number, column: number): Area | undefined {
    return this.#merges.get(row)?.find((area) => area.left <= column && column <= area.right);
  }
  /** What is written in this very cell; nothing in a cell that a merge hides. */
  own(row: number, column: number): SheetCell {
    const cell = this.#cells.get(row)?.get(column);
    if (!cell) return EMPTY;
    const area = this.mergeAt(row, column);
    return area && (area.top !== row || area.left !== column) ? EMPTY : cell;
  }
  /** What a person sees at this place: of a merge, what its first cell holds. */
  seen(row: number, column: number): SheetCell {
    const area = this.mergeAt(row, column);
    return (area ? this.#cells.get(area.top)?.get(area.left) : this.#cells.get(row)?.get(column)) ?? EMPTY;
  }
  /** The filled cells of a row, from left to right; hidden ones of merges left out. */
  filled(row: number): readonly { readonly column: number; readonly cell: SheetCell }[] {
    const cells = this.#cells.get(row);
    if (!cells) return [];
    return [...cells.keys()]
      .sort((a, b) => a - b)
      .map((column) => ({ column, cell: this.own(row, column) }))
      .filter(({ cell }) => cell.text.trim() !== '');
  }
}
