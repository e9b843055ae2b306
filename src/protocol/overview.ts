/** The overview of a round, as the door, the page and `/live` give it. Pure types. */
import type { LedgerId, RoundId, RowId } from '#domain/ids.ts';
import type { OverviewFigures } from '#domain/projections/review-figures.ts';

export interface OverviewUnit extends OverviewFigures {
  readonly ledger: LedgerId;
  readonly name: string;
  readonly mayOpen: boolean;
  /** newest commit of the ledger that changed a cell of a problem: the lists behind figures may have moved */
  readonly problemsSeq: number;
}
/** One problem that a leader is asked to look at (C13). */
export interface AttentionRow {
  readonly id: RowId;
  readonly ledger: LedgerId;
  /** name of the unit */
  readonly unit: string;
  readonly code: string;
  /** its first 80 characters */
  readonly original: string;
  readonly reason: 'overdue' | 'returned';
  /** 0: not overdue */
  readonly overdueDays: number;
  readonly returns: number;
}
/** The newest decision on a problem. */
export interface RecentReview {
  /** ISO-8601 UTC */
  readonly at: string;
  /** name of the unit */
  readonly unit: string;
  readonly code: string;
  readonly what: 'closed' | 'passed' | 'returned';
}
/** `at` is the store-wide commit number of the view (docs/protocol.md, /live). Days are YYYY-MM-DD. */
export interface Overview {
  readonly round: RoundId;
  readonly name: string;
  readonly at: number;
  /** the day of these figures */
  readonly today: string;
  readonly startsOn: string;
  readonly focusEndsOn: string;
  readonly units: readonly OverviewUnit[];
  readonly total: OverviewFigures;
  /** closings of each week, the first one beginning on Monday `from`, the last one under way (C14) */
  readonly closings: { readonly from: string; readonly counts: readonly number[] };
  /** the worst of what `total.attention` counts, worst first, at most 8 */
  readonly attention: readonly AttentionRow[];
  /** newest decisions of reviews, newest first, at most 3 (C15) */
  readonly recent: readonly RecentReview[];
}
