/** The spreadsheet's contract with whoever shows data in it. Knows nothing of the field or of Yjs. */

import type { SharedText } from '#grid/shared-text.ts';

export type ColumnKind = 'text' | 'prose' | 'enum' | 'date' | 'person' | 'number' | 'multi' | 'counters' | 'toggle' | 'readonly';

export interface GridColumn<R> {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly kind: ColumnKind;
  readonly frozen?: boolean;
  /** wrapped text that grows the row */
  readonly wrap?: boolean;
  readonly align?: 'start' | 'end' | 'center';
  /** plain text of the cell: shown, copied, measured */
  readonly text: (row: R) => string;
  /** enum and multi: choices; person: suggestions by typed text */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly suggest?: (typed: string) => readonly { readonly value: string; readonly label: string }[];
  /** counters: the numbers to fill */
  readonly numbers?: readonly { readonly id: string; readonly label: string; readonly unit: string }[];
}

export interface GridEdit { readonly row: string; readonly column: string; readonly text: string }
export type EditOrigin = 'type' | 'paste' | 'clear' | 'cut' | 'fill' | 'pick';
/** `invalid`: cells that keep what they had, with the sentence why. */
export interface EditOutcome { readonly invalid: readonly { readonly row: string; readonly column: string; readonly reason: string }[] }

export interface GridPeer { readonly id: string; readonly name: string; readonly colour: number; readonly row: string; readonly column: string; readonly writing: boolean }
export interface Locked { readonly title: string; readonly body: string }
export interface GridSelection { readonly row: string; readonly column: string; readonly rows: number; readonly columns: number }

export interface GridHost<R extends { readonly id: string }> {
  readonly columns: readonly GridColumn<R>[];
  readonly rows: readonly R[];
  /** undefined = writable */
  readonly locked: (row: R, column: GridColumn<R>) => Locked | undefined;
  readonly mark: (row: R, column: GridColumn<R>) => 'waiting' | 'saved' | 'refused' | undefined;
  readonly peers: readonly GridPeer[];
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
}
