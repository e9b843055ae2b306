/** One page of the problems behind a figure, by the same service as the door, beside the figures themselves. */
import { isOverviewFigure } from '#domain/projections/review-figures.ts';
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const { services, locale } = locals;
  const [figure, unit, after] = ['figure', 'unit', 'after'].map((name) => url.searchParams.get(name) || null);
  const ask = {
    figure: isOverviewFigure(figure) ? figure : 'problems',
    unit: unit ?? null,
    after: after ?? null,
  } as const;
  const rows = orRefuse(await services.figureRows(asker, params.round, ask), locale);
  const overview = orRefuse(await services.overview(asker, params.round), locale);
  return { rows, overview, after: ask.after };
};
