/** The wall screen of a round: the figures of the overview and the days they are measured against, nothing else. */
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const asker = signedIn(locals);
  const overview = orRefuse(await locals.services.overview(asker, params.round), locals.locale);
  const { id, name, startsOn, focusEndsOn } = orRefuse(
    await locals.services.round(asker, params.round),
    locals.locale,
  );
  return { round: { id, name, startsOn, focusEndsOn }, overview, now: new Date().toISOString() };
};
