/** What `GET /api/snapshots/{snapshot}/restore` answers: what writing a snapshot forward would change, and what it would leave. Types only. */
import type { RefusalCode, RefusalParams } from '#domain/refusals.ts';
import type { ComparedField, RowHead } from '#protocol/comparison.ts';

export interface RestoredRow extends RowHead {
  /** comes out of the bin; it came since and would go to the bin; or it stands and stays */
  readonly move: 'back' | 'since' | null;
  /** `old` is what stands now, `now` what it would hold again */
  readonly fields: readonly ComparedField[];
}
export interface LeftRow extends RowHead {
  /** null: the whole row */
  readonly field: string | null;
  readonly refusal: { readonly code: RefusalCode; readonly params: RefusalParams };
}
export interface RestorePreview {
  readonly snapshot: string;
  readonly number: number;
  /** the commit of the ledger that this was made at */
  readonly seq: number;
  readonly rows: readonly RestoredRow[];
  readonly left: readonly LeftRow[];
}
