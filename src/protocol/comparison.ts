/** What `GET /api/snapshots/{snapshot}/diff/{other}` answers: two moments of a ledger or a round, side by side. Types only. */
import type { FieldChange } from '#domain/comparison/difference.ts';
import type { TextPiece } from '#domain/comparison/text-pieces.ts';
import type { List } from '#domain/lists/fields.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { Row } from '#domain/projections/rows.ts';

/** In the path instead of a second snapshot: what is durably committed at this moment. */
export const NOW = 'now';

export interface ComparedMoment {
  /** id of the snapshot; null for the present */
  readonly snapshot: string | null;
  readonly number: number | null;
  readonly title: string | null;
  readonly at: string;
  /** the office's calendar day of `at`, on which lights and figures are counted */
  readonly day: string;
  readonly sha256: string;
}
/** How a row is recognised: of a duty the code of its problem, of a task its own. */
export interface RowHead {
  readonly list: List;
  readonly id: string;
  readonly code: string;
  /** of a duty and a task their own text, or their problem's */
  readonly title: string;
}
export interface ComparedField extends FieldChange {
  /** of a text: what stayed, went and came; null where the bound of a comparison was reached */
  readonly pieces?: readonly TextPiece[] | null;
}
export interface ComparedRow extends RowHead {
  readonly fields: readonly ComparedField[];
}
export interface GoneOrCome extends RowHead {
  readonly row: Row;
}
export interface ComparedLedger {
  readonly ledger: string;
  readonly unit: string;
  /** in one of the two moments only; null where it is in both */
  readonly only: 'before' | 'after' | null;
  readonly figures: { readonly before: Figures; readonly after: Figures };
  readonly added: readonly GoneOrCome[];
  readonly removed: readonly GoneOrCome[];
  readonly changed: readonly ComparedRow[];
}
export interface Comparison {
  readonly format: 'sandan.diff.1';
  readonly scope: 'ledger' | 'round';
  readonly before: ComparedMoment;
  readonly after: ComparedMoment;
  readonly figures: { readonly before: Figures; readonly after: Figures };
  /** one, or those of the round in which anything differs; by name of their unit */
  readonly ledgers: readonly ComparedLedger[];
}
