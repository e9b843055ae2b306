/** The frame of a ledger and the newest page of its history, as the URL asks for it. The moment itself is read in the page. */
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const frame = orRefuse(await locals.services.ledger(asker, params.ledger), locals.locale);
  const history = orRefuse(
    await locals.services.history(asker, params.ledger, url.searchParams),
    locals.locale,
  );
  return { frame, history };
};
