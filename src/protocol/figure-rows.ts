/** The problems behind a figure of the overview, as the door and the page give them. Pure types. */
import type { Clock } from '#domain/deadlines.ts';
import type { LedgerId, RoundId, RowId } from '#domain/ids.ts';
import type { OverviewFigure } from '#domain/projections/review-figures.ts';
import type { Completion, Kind } from '#domain/projections/rows.ts';

/** As it comes in; what is not understood is refused. */
export interface FigureRowsAsk {
  readonly figure: string | null;
  /** the ledger of one unit, as the overview names it; null: all units that the overview shows */
  readonly unit: string | null;
  /** `next` of the page before */
  readonly after: string | null;
}

/** One problem that counts; `light`, `daysLeft` and `paused` are its clock today (C6, C7). */
export interface FigureRow extends Clock {
  readonly id: RowId;
  readonly ledger: LedgerId;
  /** name of the unit */
  readonly unit: string;
  readonly mayOpen: boolean;
  readonly code: string;
  /** its first 200 characters */
  readonly original: string;
  readonly status: string;
  /** YYYY-MM-DD */
  readonly due: string | null;
  readonly kind: Kind | null;
  readonly longTerm: boolean;
  readonly completion: Completion;
  readonly key: boolean;
  /** how often a review gave it back */
  readonly returns: number;
}

export interface FigureRows {
  readonly round: RoundId;
  readonly figure: OverviewFigure;
  /** the unit asked for, or null */
  readonly unit: { readonly ledger: LedgerId; readonly name: string } | null;
  /** what the overview says: all pages together have as many rows */
  readonly count: number;
  readonly items: readonly FigureRow[];
  /** where the next page goes on; left out on the last */
  readonly next?: string;
}
