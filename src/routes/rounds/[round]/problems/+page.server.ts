/** One page of the problems behind a figure, by the same service as the door, beside the figures themselves. */
import { isCountingFigure } from '#domain/projections/figures.ts';
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const { services, locale } = locals;
  const [figure, unit, after] = ['figure', 'unit', 'after'].map((name) => url.searchParams.get(name) || null);
  const rows = orRefuse(
    await services.figureRows(asker, params.round, {
      figure: isCountingFigure(figure) ? figure : 'problems',
      unit: unit ?? null,
      after: after ?? null,
    }),
    locale,
  );
  const overview = orRefuse(await services.overview(asker, params.round), locale);
  const seen = overview.units.find(({ ledger }) => ledger === rows.unit?.ledger) ?? overview.total;
  return { rows, roundName: overview.name, figures: seen, isLater: after !== null };
};
