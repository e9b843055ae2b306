/** What doors and sockets may ask of the live views: figures from SQL, never from a ledger's document. */
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { Outcome, Verdict } from '#domain/refusals.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { Overview } from '#protocol/overview.ts';
import type { LedgerReviews } from '#server/views/todays-reviews.ts';

/**
 * The ledgers of a round whose figures this person may watch (rule A4), or why none.
 * Decided in server/access; asked again whenever rights change.
 */
export type MayWatch = (person: PersonId, round: RoundId) => Promise<Outcome<ReadonlySet<LedgerId>>>;

/** A round as everybody together may see it; cut down for one person by `overviewFor`. */
export interface RoundFigures {
  readonly round: RoundId;
  readonly name: string;
  /** store-wide number of the newest commit that is in it */
  readonly at: number;
  readonly longTermOutOfRate: boolean;
  /** YYYY-MM-DD, like the days of the period */
  readonly today: string;
  readonly startsOn: string;
  readonly focusEndsOn: string;
  readonly units: readonly {
    readonly ledger: LedgerId;
    readonly name: string;
    readonly figures: Figures;
    readonly reviews: LedgerReviews;
  }[];
}

export interface Views {
  /** The overview of a round, over the given ledgers only, totals too. Undefined: no such round. */
  readonly overview: (round: RoundId, ledgers: Iterable<LedgerId>) => Promise<Overview | undefined>;
  /** The figures of today of these ledgers; unknown ids are left out. */
  readonly figures: (ledgers: readonly LedgerId[]) => Promise<ReadonlyMap<LedgerId, Figures>>;
  /**
   * Watch a round: called with its figures soon after they may have changed, at most 4 times a second.
   * Returns the unsubscription.
   */
  readonly watch: (round: RoundId, listener: (figures: RoundFigures) => void) => () => void;
  /** The figures that a watcher starts from. Undefined: no such round. */
  readonly current: (round: RoundId) => Promise<RoundFigures | undefined>;
  readonly close: () => void;
}

/** May this person watch the rows of this department (rule P12)? Asked again whenever rights change. */
export type MayWatchDepartment = (person: PersonId, organisation: OrganisationId) => Promise<Verdict>;

/** The rows that departments report on, whole for each department. */
export interface DepartmentViews {
  /** Undefined: no such organisation. */
  readonly current: (organisation: OrganisationId) => Promise<DepartmentRows | undefined>;
  /** Called with the rows soon after they may have changed, at most 4 times a second. Returns the unsubscription. */
  readonly watch: (organisation: OrganisationId, listener: (rows: DepartmentRows) => void) => () => void;
  readonly close: () => void;
}
