/** The spreadsheet's contract with whoever shows data in it. Knows nothing of the field or of Yjs. */

import type { SharedText } from '#grid/shared-text.ts';

export type ColumnKind =
  'text' | 'prose' | 'enum' | 'date' | 'person' | 'number' | 'multi' | 'counters' | 'toggle' | 'readonly';

export interface GridOption {
  readonly value: string;
  readonly label: string;
}
export interface GridCounter {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
}

/**
 * Text forms (what `text` gives, what is copied, and what `GridEdit.text` brings back):
 * enum the option's label; multi labels joined by `、`; date `YYYY-MM-DD`; number plain digits;
 * counters `label number unit` joined by `；`; toggle the label of the second option when on, of the first when off.
 */
export interface GridColumn<R> {
  readonly id: string;
  readonly title: string;
  /** CSS pixels */
  readonly width: number;
  readonly kind: ColumnKind;
  /** stays at the left edge; only leading columns can be frozen */
  readonly frozen?: boolean;
  /** wrapped text that grows the row */
  readonly wrap?: boolean;
  readonly align?: 'start' | 'end' | 'center';
  /** plain text of the cell: shown, copied, measured */
  readonly text: (row: R) => string;
  /** enum and multi: choices; person: suggestions by typed text and row, anything else may be typed; toggle: [off, on], default labels '' and '✓' */
  readonly options?: readonly GridOption[];
  readonly suggest?: (typed: string, row: R) => readonly GridOption[];
  /** counters: the numbers to fill */
  readonly numbers?: readonly GridCounter[];
  /** What was typed, put into the text form; undefined leaves it to `host.edit`. Dates have a default (`3.5`, `2026年3月5日` …). */
  readonly parse?: (typed: string) => string | undefined;
  /** Neighbouring rows with the same key show one cell that spans them (as on the printed form). */
  readonly merge?: (row: R) => string;
}

export interface GridEdit {
  readonly row: string;
  readonly column: string;
  readonly text: string;
}
export type EditOrigin = 'type' | 'paste' | 'clear' | 'cut' | 'fill' | 'pick';
/** `invalid`: cells that keep what they had, with the sentence why. */
export interface EditOutcome {
  readonly invalid: readonly { readonly row: string; readonly column: string; readonly reason: string }[];
}

export interface GridPeer {
  readonly id: string;
  readonly name: string;
  /** 1–8, index of --color-peer-N */
  readonly colour: number;
  readonly row: string;
  readonly column: string;
  readonly writing: boolean;
  /** UTF-16 place of the writer's caret, where it is known */
  readonly caret?: number;
}
export interface Locked {
  readonly title: string;
  readonly body: string;
}
export interface GridSelection {
  readonly row: string;
  readonly column: string;
  readonly rows: number;
  readonly columns: number;
}

export interface GridHost<R extends { readonly id: string }> {
  readonly columns: readonly GridColumn<R>[];
  /** a new array on change, unchanged rows keep their identity */
  readonly rows: readonly R[];
  /** `YYYY-MM-DD`; Ctrl+; writes it and the calendar marks it */
  readonly today?: string;
  /** undefined = writable */
  readonly locked: (row: R, column: GridColumn<R>) => Locked | undefined;
  /** how the cell stands with saving; `changed`: by others, while nobody looked */
  readonly mark: (row: R, column: GridColumn<R>) => 'waiting' | 'saved' | 'refused' | 'changed' | undefined;
  readonly peers: readonly GridPeer[];
  /** The grid leaves out cells that `locked` names. */
  readonly edit: (edits: readonly GridEdit[], origin: EditOrigin) => EditOutcome;
  /** prose columns: the shared text behind the cell, mounted while it is edited */
  readonly openText: (row: R, column: GridColumn<R>) => SharedText | undefined;
  readonly select: (selection: GridSelection | null, writing: boolean) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly insertRow?: (after: R | null) => void;
  readonly deleteRows?: (rows: readonly R[]) => void;
  readonly moveRow?: (row: R, delta: -1 | 1) => void;
  readonly openPanel?: (row: R) => void;
  /** a column was made wider or narrower; the grid keeps the width itself for as long as it lives */
  readonly resize?: (column: string, width: number) => void;
}

/** Every word the grid says. */
export interface GridWords {
  /** accessible name of the cell editor */
  readonly editor: string;
  readonly selectAll: string;
  readonly rowHead: (number: number) => string;
  readonly columnWidth: (title: string) => string;
  /** the fill handle and the button that opens a cell's list, calendar or form */
  readonly fillHandle: string;
  readonly openChoices: string;
  readonly waiting: string;
  readonly saved: string;
  readonly refused: string;
  readonly changed: string;
  /** a column that nobody writes by hand */
  readonly readonlyCell: Locked;
  readonly selected: (rows: number, columns: number) => string;
  readonly copied: (rows: number, columns: number) => string;
  /** pasted text beyond the last row or column */
  readonly clipped: (rows: number, columns: number) => string;
  readonly skipped: (lockedCells: number) => string;
  readonly invalid: (cells: number, reason: string) => string;
  readonly noChoice: string;
  readonly today: string;
  readonly clear: string;
  readonly previousMonth: string;
  readonly nextMonth: string;
  readonly month: (year: number, month: number) => string;
  /** seven, from Monday */
  readonly weekdays: readonly string[];
  readonly apply: string;
  readonly cancel: string;
}
