/** Read model behind every figure of the overview: the problems it counts, within the same rights as the figure itself. */
import { isOverviewFigure } from '#domain/projections/review-figures.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { FigureRows, FigureRowsAsk } from '#protocol/figure-rows.ts';
import type { Asker, Services } from '#protocol/services.ts';
import type { ServiceParts } from '#server/services/parts.ts';
import { problemsBehind, readAfter } from '#server/views/problems-behind.ts';

/** Problems of one page. */
const PAGE_ROWS = 50;

export function createFigureRowServices(
  { store, today, dayOf }: Pick<ServiceParts, 'store' | 'today' | 'dayOf'>,
  overview: Services['overview'],
) {
  /** C8: `BAD_REQUEST` for an unknown figure or page, `NOT_FOUND` for a unit that the overview does not show. */
  async function figureRows(asker: Asker, round: string, ask: FigureRowsAsk): Promise<Outcome<FigureRows>> {
    const seen = await overview(asker, round);
    if (!seen.ok) return seen;
    const { figure } = ask;
    const after = ask.after === null ? null : readAfter(ask.after);
    if (!isOverviewFigure(figure) || (ask.after !== null && after === null)) return refuse('BAD_REQUEST');
    const units = seen.value.units.filter((unit) => ask.unit === null || unit.ledger === ask.unit);
    const [only] = units;
    if (ask.unit !== null && !only) return refuse('NOT_FOUND');
    if (after !== null && !units.some((unit) => unit.ledger === after.ledger)) return refuse('BAD_REQUEST');
    const page = await problemsBehind(store.db, units, { figure, today: today(), dayOf, after }, PAGE_ROWS);
    return accept({
      round: seen.value.round,
      figure,
      unit: ask.unit !== null && only ? { ledger: only.ledger, name: only.name } : null,
      count: units.reduce((sum, unit) => sum + unit[figure], 0),
      ...page,
    });
  }
  return { figureRows };
}
