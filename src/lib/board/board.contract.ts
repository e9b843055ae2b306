/** What the ledger page may ask of a board object (one per page, passed by context). Implemented by ledger-board.svelte.ts. */
import type { SharedText } from '#grid/shared-text.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { List } from '#domain/lists/fields.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import type { Refusal, Verdict } from '#domain/refusals.ts';

export type CellValue = string | number | boolean | null;
export interface CellEdit {
  readonly row: string;
  readonly field: string;
  readonly member?: string;
  readonly value: CellValue;
}

export type Mark = 'waiting' | 'saved' | 'refused';
export interface Peer {
  readonly clientId: number;
  readonly person: string;
  readonly name: string;
  readonly organisation: string;
  /** 1–8, index of --color-peer-N */
  readonly colour: number;
  readonly at?: {
    readonly list: string;
    readonly row: string;
    readonly field: string;
    readonly writing: boolean;
  };
}
/** `cell`: `row/field` or `row/field:member`. `removed`: text that should have been deleted and could not be. */
export interface TrayItem {
  readonly id: string;
  readonly cell: string;
  readonly text: string;
  readonly removed?: string;
  readonly at: string;
  readonly reason: Refusal;
}

/** An edit that was made without a connection. `cell`: `row/field`; `reason`: why it does not stand. */
export interface ReturnedEdit {
  readonly cell: string;
  readonly text: string;
  readonly outcome: 'waiting' | 'merged' | 'superseded' | 'refused';
  readonly reason: Refusal | null;
}

export interface BoardContract {
  /** all reactive ($state) */
  readonly connection: 'connecting' | 'live' | 'offline' | 'ended';
  /** why nothing can be written now, or null */
  readonly readOnly: string | null;
  /** the server opens the ledger for nobody: nothing of it can be proven, and only a backup helps */
  readonly shut: boolean;
  /** why the connection ended for good (session ended, removed from the unit …), or null */
  readonly ended: Refusal | null;
  readonly actor: LedgerActor | null;
  /** undeleted rows in order; new arrays on change, unchanged rows keep identity */
  readonly lists: Lists;
  readonly deletedRows: readonly Row[];
  readonly pending: number;
  readonly savedAt: string | null;
  /** of the newest commit that this browser has a receipt of, 0 without one; not reactive */
  readonly seq: number;
  readonly peers: readonly Peer[];
  readonly tray: readonly TrayItem[];
  /** what became of edits that were made without a connection, until it is dismissed */
  readonly returned: readonly ReturnedEdit[];
  /** the instant (ISO) of the kept copy that is shown while there was no connection yet, or null */
  readonly keptAt: string | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;

  mark(row: string, field: string): Mark | undefined;
  verdict(row: string, field: string, member?: string): Verdict;
  verdictCreate(list: List, problem: string | null): Verdict;
  /** One step of undo. Values are validated by the domain; all or nothing. */
  setCells(edits: readonly CellEdit[]): Verdict;
  /** Replace a prose text as a minimal splice (paste, clear). */
  setText(row: string, field: string, value: string): Verdict;
  addRow(
    list: 'duties' | 'tasks',
    problem: string,
    after?: string,
  ): { readonly ok: true; readonly row: string } | Refusal;
  moveRow(row: string, before: string | null): Verdict;
  /** A prose cell mounted in the grid's editor: characters travel as they are typed, carets are seen. */
  openText(row: string, field: string): SharedText;
  undo(): Verdict;
  redo(): Verdict;
  setPresence(at: Peer['at'] | null): void;
  /** POST /api/ledgers/{ledger}/commands with a fresh opId; retries the same opId on a lost answer. */
  command(
    name: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly ok: true; readonly value: unknown } | Refusal>;
  dismiss(trayItem: string): void;
  dismissReturned(): void;
  destroy(): void;
}
