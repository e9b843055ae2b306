/** The frame of a ledger page: what it is, who may do what, whom pickers offer. The rows arrive over the socket. */
import { redirect } from '@sveltejs/kit';
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const at = url.searchParams.get('at');
  if (at !== null)
    redirect(302, `/ledgers/${encodeURIComponent(params.ledger)}/history?at=${encodeURIComponent(at)}`);
  const asker = signedIn(locals);
  const frame = orRefuse(await locals.services.ledger(asker, params.ledger), locals.locale);
  const rounds = await locals.services.rounds(asker);
  const round = rounds.find(({ id }) => id === frame.round);
  return {
    frame,
    round: round
      ? { startsOn: round.startsOn, focusEndsOn: round.focusEndsOn, mayWatch: round.mayWatch }
      : null,
  };
};
