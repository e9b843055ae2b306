/** What the doors of history take and answer: changes as people read them, and a ledger as it stood. Types only. */
import type { TextPiece } from '#domain/comparison/text-pieces.ts';
import type { TextSplice } from '#domain/history/splices.ts';
import type { LedgerId, PersonId, RowId } from '#domain/ids.ts';
import type { List } from '#domain/lists/fields.ts';
import type { LedgerView } from '#protocol/services.ts';

/** Which changes; all that are given must hold. */
export interface HistoryAsk {
  readonly row?: RowId;
  /** this problem, its duties and its tasks */
  readonly problem?: RowId;
  /** `row/field` or `row/field:member` */
  readonly cell?: string;
  readonly list?: List;
  readonly field?: string;
  readonly person?: PersonId;
  /** ISO instants; `from` inclusive, `to` exclusive */
  readonly from?: string;
  readonly to?: string;
  /** commits before, and after, this seq, both exclusive */
  readonly before?: number;
  readonly after?: number;
  /** entries; 1–100 */
  readonly limit?: number;
}

/** How a changed row is recognised today. */
export interface HistoryRow {
  readonly id: RowId;
  readonly list: List;
  /** of a duty the code of its problem; of a task in the bin its problem's */
  readonly code: string;
  readonly title: string;
  readonly deleted: boolean;
}

interface OfCell {
  readonly cell: string;
  readonly row: RowId;
  readonly field: string;
  readonly member: string | null;
}
export interface ValueChange extends OfCell {
  readonly kind: 'value';
  readonly old: string | number | boolean | null;
  readonly now: string | number | boolean | null;
}
export interface TextChangeRead extends OfCell {
  readonly kind: 'text';
  /** against the text before, in its order (`composeSplices`) */
  readonly splices: readonly TextSplice[];
  /** the change with what stands around it; long stretches that stayed are shortened to `…`, `null`: the text around is not at hand */
  readonly pieces: readonly TextPiece[] | null;
}
export type ChangeRead = ValueChange | TextChangeRead;

/** One act: a commit, or the typing of one person in one text read as one (H4). */
export interface HistoryEntry {
  /** of the last commit in it, and of the first */
  readonly seq: number;
  readonly firstSeq: number;
  readonly at: string;
  readonly since: string;
  readonly commits: number;
  /** `server` for a new epoch */
  readonly person: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly organisations: readonly string[];
  /** name, roles and organisations as they were then; false: written before they were kept, the name is today's */
  readonly asThen: boolean;
  /** `edit`, `epoch`, or the name of a command */
  readonly act: string;
  readonly changes: readonly ChangeRead[];
  /** changes of the same act that are not listed */
  readonly more: number;
  /** of an act that wrote a snapshot back: which one, and why */
  readonly restored?: { readonly number: number; readonly title: string; readonly reason: string };
}
export interface HistoryPage {
  readonly ledger: LedgerId;
  readonly items: readonly HistoryEntry[];
  /** rows that the items name, by id */
  readonly rows: Readonly<Record<string, HistoryRow>>;
  /** give it back as `before`; absent at the beginning of the ledger. There may be one with few items, or none */
  readonly next?: number;
  /** older rows were dropped on purpose (N15): the commit and the instant up to which; with the last page only */
  readonly gone?: { readonly seq: number; readonly at: string };
}

/** A ledger as it stood (H3); the bin is left out. `at` of seq 0 is when the ledger was made. */
export interface PastView extends LedgerView {
  /** seq of the newest commit */
  readonly head: number;
  /** the act that made this moment; null at 0 */
  readonly act: { readonly name: string; readonly act: string } | null;
  /** seq and instant of evenly spread commits from the first to the newest, for a scale */
  readonly scale: readonly { readonly seq: number; readonly at: string }[];
}

export interface ChangedCell {
  readonly cell: string;
  readonly row: RowId;
  readonly field: string;
  /** of the latest change, and how many there were */
  readonly seq: number;
  readonly at: string;
  readonly name: string;
  readonly changes: number;
}
export interface ChangedSince {
  /** up to where this person had looked; null when they never did, and then nothing is marked */
  readonly seen: number | null;
  readonly head: number;
  /** newest first */
  readonly cells: readonly ChangedCell[];
  /** further changed cells beyond the bound, at least */
  readonly more: number;
}
