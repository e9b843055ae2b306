/** A snapshot and what it is compared with; the comparison itself the page fetches from its door. */
import { NOW } from '#protocol/comparison.ts';
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const found = orRefuse(await locals.services.snapshot(asker, params.snapshot), locals.locale);
  const { snapshot, scope, others } = found;
  const frame =
    'ledger' in scope ? orRefuse(await locals.services.ledger(asker, scope.ledger), locals.locale) : null;
  const round =
    'round' in scope ? orRefuse(await locals.services.round(asker, scope.round), locals.locale) : null;
  const asked = url.searchParams.get('to') ?? NOW;
  const other = others.find((one) => one.id === asked) ?? null;
  return { snapshot, others, frame, round: round && { id: round.id, name: round.name }, other };
};
