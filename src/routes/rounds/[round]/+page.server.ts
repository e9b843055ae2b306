/** The live overview of a round: its first value; afterwards it moves over the socket. Whoever may not watch goes to the rounds. */
import { redirect } from '@sveltejs/kit';
import { orRefuse, refused, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const asker = signedIn(locals);
  const { services, locale } = locals;
  const overview = await services.overview(asker, params.round);
  if (!overview.ok) {
    if (overview.code === 'FORBIDDEN') redirect(303, '/rounds');
    refused(overview, locale);
  }
  const round = orRefuse(await services.round(asker, params.round), locale);
  const snapshots = await services.snapshots(asker, { round: params.round });
  const { id, name, settings, mayManage } = round;
  return {
    round: { id, name, settings, mayManage },
    overview: overview.value,
    snapshots: snapshots.ok ? snapshots.value : null,
  };
};
