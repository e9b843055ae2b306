/** Why a ledger takes no writes, and what going on would give up, as far as the server knows (D13). */

/** Commits by their numbers; `to` null where nobody knows the last one. */
export interface GivenUpView {
  readonly cause: 'damage' | 'tail';
  readonly from: number;
  readonly to: number | null;
}

/** Times are ISO instants. */
export interface ClosedLedger {
  /** what a decision would go on without now; null: the ledger takes writes */
  readonly givesUp: GivenUpView | null;
  /** the commit that it stands at and goes on from; `at` null where its time was dropped with the log */
  readonly good: { readonly seq: number; readonly at: string | null } | null;
  /** all that stands is kept, and only the proof of how it came about is given up */
  readonly stays: boolean;
  /** rows of commits that would be given up, with the times that they claim; null where there are none */
  readonly written: { readonly count: number; readonly firstAt: string; readonly lastAt: string } | null;
  /** commits that pages had acknowledged and that are not here, as receipts showed; of a damaged ledger besides its damage */
  readonly missing: { readonly from: number; readonly to: number; readonly noticedAt: string } | null;
  /** the nightly backup: its newest whole one, and whether the last attempt went well; null where none is set */
  readonly backup: { readonly at: string | null; readonly ok: boolean } | null;
}
