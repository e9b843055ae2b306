/** The wall screen of a round: the figures of the overview, nothing else. */
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const overview = orRefuse(await locals.services.overview(signedIn(locals), params.round), locals.locale);
  return { overview, now: new Date().toISOString() };
};
