/** What one person sees of a round: the ledgers they may watch, and totals of those only (rule A4). */
import type { LedgerId } from '#domain/ids.ts';
import { closingsByWeek, sumOverviewFigures } from '#domain/projections/review-figures.ts';
import type { Overview } from '#protocol/overview.ts';
import { newestFirst, worstAttentionFirst } from '#server/views/reviewed.ts';
import { ATTENTION_ROWS_MAX, RECENT_MAX } from '#server/views/todays-reviews.ts';
import type { RoundFigures } from '#server/views/views.contract.ts';

/** Weeks of closings that are told apart: a year. */
const WEEKS_MAX = 53;

export function overviewFor(round: RoundFigures, ledgers: ReadonlySet<LedgerId>): Overview {
  const seen = round.units.filter((unit) => ledgers.has(unit.ledger));
  const units = seen.map(({ ledger, name, figures, reviews }) => ({
    ledger,
    name,
    mayOpen: true,
    ...figures,
    ...reviews.figures,
    problemsSeq: reviews.problemsSeq,
  }));
  const { today, startsOn, focusEndsOn } = round;
  return {
    round: round.round,
    name: round.name,
    at: round.at,
    today,
    startsOn,
    focusEndsOn,
    units,
    total: sumOverviewFigures(units),
    closings: closingsByWeek(
      seen.flatMap((unit) => [...unit.reviews.closings]),
      startsOn,
      today,
      WEEKS_MAX,
    ),
    attention: seen
      .flatMap((unit) => unit.reviews.attention.map((row) => ({ ...row, unit: unit.name })))
      .sort(worstAttentionFirst)
      .slice(0, ATTENTION_ROWS_MAX),
    recent: seen
      .flatMap((unit) => unit.reviews.recent.map((one) => ({ ...one, unit: unit.name })))
      .sort(newestFirst)
      .slice(0, RECENT_MAX),
  };
}
