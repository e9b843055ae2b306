/** The grid's state: what is shown, selected, written and said. Movement is here; writing is in writing.ts, keys in actions.ts. */
import { Editor } from '#grid/editor.svelte.ts';
import type { EditMode } from '#grid/editor.svelte.ts';
import type { GridColumn, GridHost, GridSelection, GridWords, Locked } from '#grid/grid.contract.ts';
import { fitsFrozen, HEAD, layoutOf, WIDTH_LEAST, WIDTH_MOST } from '#grid/layout.ts';
import type { Extent, Place, Range, Selection } from '#grid/selection.ts';
import { extendTo, follow, holds, isOne, moveTo, over, rangeOf, sizeOf } from '#grid/selection.ts';
import { spanAt, spansOf, stepFrom, whole } from '#grid/spans.ts';
import { Viewport } from '#grid/viewport.svelte.ts';

/** Refused texts that are kept in their cells; beyond, the oldest goes. */
const KEPT_MAX = 500;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Kept {
  readonly text: string;
  readonly reason: string;
}

export class GridModel<R extends { readonly id: string }> {
  readonly host: () => GridHost<R>;
  readonly words: () => GridWords;
  readonly viewport = new Viewport<R>();
  readonly editor: Editor<R>;

  selection = $state.raw<Selection | null>(null);
  focused = $state(false);
  /** said by the live region */
  said = $state('');
  /** the last pointer was a finger: no keyboard on the glass before something is written */
  touched = $state(false);
  /** why the active cell can't be written, or why its text was refused */
  note = $state.raw<Locked | undefined>(undefined);
  kept = $state.raw<ReadonlyMap<string, Kept>>(new Map());
  /** the range that a dragged fill handle reaches */
  filling = $state.raw<Range | undefined>(undefined);
  #widths = $state.raw<Readonly<Record<string, number>>>({});

  readonly columns = $derived.by<readonly GridColumn<R>[]>(() => this.host().columns);
  /** a boolean of its own: the layout must not change with every pixel */
  readonly #freezes = $derived.by(() => fitsFrozen(this.columns, this.viewport.room));
  readonly layout = $derived.by(() => layoutOf(this.columns, this.#widths, this.#freezes));
  readonly spans = $derived.by(() => spansOf(this.columns, this.host().rows));
  readonly range = $derived.by(() => this.selection && this.covered(this.selection));
  readonly active = $derived.by(() => this.selection?.active ?? null);

  constructor(host: () => GridHost<R>, words: () => GridWords) {
    this.host = host;
    this.words = words;
    this.editor = new Editor(host);
  }

  get rows(): readonly R[] {
    return this.viewport.rows;
  }
  get extent(): Extent {
    return { rows: this.rows.length, columns: this.columns.length };
  }

  /** The host's rows have changed: selection and refused texts stay with their rows. */
  accept(rows: readonly R[]): void {
    const before = this.viewport.rows;
    this.viewport.accept(rows, this.columns, this.layout, this.spans);
    if (!this.selection) return;
    this.selection = rows.length
      ? follow(
          this.selection,
          (row) => before[row]?.id,
          (id) => this.viewport.placeOf(id),
          this.extent,
        )
      : null;
    const edited = this.editor.row;
    if (edited && this.viewport.placeOf(edited.id) === undefined) this.editor.end(false);
  }

  /** Why the cell that is being written can't be written any more. */
  readonly takenAway = $derived.by<Locked | undefined>(() => {
    const { row, column } = this.editor;
    const place = row && this.viewport.placeOf(row.id);
    const now = place === undefined ? undefined : this.viewport.rows[place];
    return now && column ? this.lockedAt(now, column) : undefined;
  });

  /** Merged cells are selected with all their rows; whole rows are taken one by one. */
  covered(selection: Selection): Range {
    const range = rangeOf(selection);
    return this.#isWholeRows(range) ? range : whole(this.viewport.spans, range);
  }

  /** The first column that has a cell in every row. */
  get lead(): number {
    return Math.max(
      0,
      this.columns.findIndex(({ merge }) => !merge),
    );
  }

  /** The range as it is drawn: whole rows without the merged cells before them, which belong to other rows as well. */
  readonly drawn = $derived.by<Range | null>(() => {
    const { range } = this;
    return range && this.#isWholeRows(range) ? { ...range, left: this.lead } : range;
  });

  #isWholeRows(range: Range): boolean {
    return range.left === 0 && range.right === this.columns.length - 1 && range.left !== range.right;
  }

  /** The cells that are copied or written: of a merged cell that is selected alone, its first. */
  get target(): Range | null {
    const { selection } = this;
    if (!selection) return null;
    return isOne(selection) ? rangeOf(selection) : this.covered(selection);
  }

  /** In a range of several cells all but the active one have its ground. */
  isWashed(row: number, column: number): boolean {
    const { selection, range } = this;
    if (!selection || !range || isOne(selection) || !holds(range, row, column)) return false;
    return row !== selection.active.row || column !== selection.active.column;
  }

  rowOf(place: Place): R | undefined {
    return this.rows[place.row];
  }
  columnOf(place: Place): GridColumn<R> | undefined {
    return this.columns[place.column];
  }
  text(row: number, column: number): string {
    const shown = this.rows[row];
    return shown ? (this.columns[column]?.text(shown) ?? '') : '';
  }

  lockedAt(row: R, column: GridColumn<R>): Locked | undefined {
    const locked = this.host().locked(row, column);
    return locked ?? (column.kind === 'readonly' ? this.words().readonlyCell : undefined);
  }

  /** The active cell when it can be written; else the note beside it says why not. */
  writable(): { readonly row: R; readonly column: GridColumn<R> } | undefined {
    const place = this.active;
    const row = place && this.rowOf(place);
    const column = place && this.columnOf(place);
    if (!row || !column) return undefined;
    this.note = this.lockedAt(row, column);
    return this.note ? undefined : { row, column };
  }

  select(place: Place, extend = false): void {
    if (!this.rows.length) return;
    this.note = undefined;
    if (extend && this.selection) this.selection = extendTo(this.selection, place, this.extent);
    else {
      const span = spanAt(this.viewport.spans, place.row, place.column);
      this.selection = moveTo({ ...place, row: span.first }, this.extent);
    }
    const reason = this.keptAt(this.selection.active)?.reason;
    if (reason) this.note = { title: reason, body: '' };
  }

  selectRange(range: Range): void {
    this.note = undefined;
    this.selection = over(range);
    const { rows, columns } = sizeOf(range);
    this.say(this.words().selected(rows, columns));
  }

  /** One step or a jump from the active cell, or of the range's end. */
  go(place: Place, extend: boolean): void {
    this.select(place, extend);
    this.reveal(extend ? this.selection?.head : this.selection?.active);
    if (extend && this.selection) {
      const { rows, columns } = sizeOf(this.covered(this.selection));
      this.say(this.words().selected(rows, columns));
    }
  }

  step(down: number, right: number, extend: boolean): void {
    const from = extend ? this.selection?.head : this.active;
    if (!from) return;
    const { spans } = this.viewport;
    const span = spanAt(spans, from.row, from.column);
    let start = from.row;
    if (extend && this.selection) {
      if (down && !this.#isWholeRows(rangeOf(this.selection))) start = stepFrom(spans, this.selection, down);
    } else if (down) start = down > 0 ? span.last : span.first;
    this.go({ row: start + down, column: from.column + right }, extend);
  }

  reveal(place: Place | undefined): void {
    if (!place) return;
    const { x, y, width, height } = this.rectangle({
      top: place.row,
      bottom: place.row,
      left: place.column,
      right: place.column,
    });
    const { frozen, frozenWidth } = this.layout;
    this.viewport.reveal(y - HEAD, y - HEAD + height, x, x + width, frozenWidth, place.column < frozen);
  }

  /** Width of a column's cells, and their place when they are frozen. */
  columnStyle(column: number): string {
    const { widths, lefts, frozen } = this.layout;
    return `width:${widths[column]}px;${column < frozen ? `left:${lefts[column]}px` : ''}`;
  }

  /** In pixels of the sheet, its head included. */
  rectangle(range: Range): Rectangle {
    const { lefts, widths } = this.layout;
    const top = this.viewport.top(range.top);
    const x = lefts[range.left] ?? 0;
    return {
      x,
      y: HEAD + top,
      width: (lefts[range.right] ?? 0) + (widths[range.right] ?? 0) - x,
      height: this.viewport.top(range.bottom + 1) - top,
    };
  }

  /** The rectangle of the active cell, all rows of a merged one. */
  readonly activeRectangle = $derived.by<Rectangle>(() => {
    const { active, range } = this;
    if (!active || !range) return { x: 0, y: HEAD, width: 0, height: 0 };
    const { row, column } = active;
    const span = spanAt(this.viewport.spans, row, column);
    const top = Math.max(span.first, Math.min(range.top, row));
    const bottom = Math.min(span.last, Math.max(range.bottom, row));
    return this.rectangle({ top, bottom, left: column, right: column });
  });

  begin(mode: EditMode): boolean {
    const cell = this.editor.isOn ? undefined : this.writable();
    if (!cell || cell.column.kind === 'toggle') return false;
    this.editor.begin(cell.row, cell.column, mode, this.active ? this.keptAt(this.active)?.text : undefined);
    this.reveal(this.active ?? undefined);
    return true;
  }

  resize(column: number, width: number | undefined): void {
    const id = this.columns[column]?.id;
    if (id === undefined) return;
    const { [id]: _, ...others } = this.#widths;
    const chosen =
      width === undefined ? undefined : Math.round(Math.max(WIDTH_LEAST, Math.min(WIDTH_MOST, width)));
    this.#widths = chosen === undefined ? others : { ...others, [id]: chosen };
    this.host().resize?.(id, chosen ?? this.columns[column]!.width);
  }

  keptAt(place: Place): Kept | undefined {
    const row = this.rowOf(place);
    const column = this.columnOf(place);
    return row && column && this.kept.get(`${row.id} ${column.id}`);
  }

  /** Forgets the refused texts of some cells and keeps others. */
  keep(forgotten: Iterable<string>, kept: Iterable<readonly [string, Kept]>): void {
    const next = new Map(this.kept);
    for (const key of forgotten) next.delete(key);
    for (const [key, value] of kept) next.set(key, value);
    for (const key of next.keys()) {
      if (next.size <= KEPT_MAX) break;
      next.delete(key);
    }
    if (next.size || this.kept.size) this.kept = next;
  }

  say(words: string): void {
    this.said = words;
  }

  focus(): void {
    this.editor.area?.focus({ preventScroll: true });
  }

  /** What the host is told. */
  readonly reported = $derived.by<GridSelection | null>(() => {
    const row = this.active && this.rowOf(this.active);
    const column = this.active && this.columnOf(this.active);
    const { target } = this;
    if (!row || !column || !target) return null;
    return { row: row.id, column: column.id, ...sizeOf(target) };
  });
}
