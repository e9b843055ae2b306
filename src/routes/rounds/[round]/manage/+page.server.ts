/** What the office sets of a round: dates, chain, teams, supervising departments, units. */
import { orRefuse, refused, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const asker = signedIn(locals);
  const round = orRefuse(await locals.services.round(asker, params.round), locals.locale);
  if (!round.mayManage) refused({ ok: false, code: 'FORBIDDEN', params: {} }, locals.locale);
  return { round, organisations: orRefuse(await locals.services.organisations(asker), locals.locale) };
};
