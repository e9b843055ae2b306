/** What one person sees of a round: the ledgers they may watch, and totals of those only (rule A4). */
import type { LedgerId } from '#domain/ids.ts';
import { sumFigures } from '#domain/projections/figures.ts';
import type { Overview } from '#protocol/services.ts';
import type { RoundFigures } from '#server/views/views.contract.ts';

export function overviewFor(round: RoundFigures, ledgers: ReadonlySet<LedgerId>): Overview {
  const seen = round.units.filter((unit) => ledgers.has(unit.ledger));
  return {
    round: round.round,
    name: round.name,
    at: round.at,
    units: seen.map(({ ledger, name, figures }) => ({ ledger, name, mayOpen: true, ...figures })),
    total: sumFigures(seen.map((unit) => unit.figures)),
  };
}
