/** A snapshot of a ledger that may be written forward; what that would change the page fetches from its door. */
import { mayRestoreSnapshot } from '#domain/permissions.ts';
import { refuse } from '#domain/refusals.ts';
import { orRefuse, refused, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const asker = signedIn(locals);
  const { snapshot, scope } = orRefuse(await locals.services.snapshot(asker, params.snapshot), locals.locale);
  if (!('ledger' in scope)) return refused(refuse('SNAPSHOT_OF_ROUND'), locals.locale);
  const frame = orRefuse(await locals.services.ledger(asker, scope.ledger), locals.locale);
  const allowed = mayRestoreSnapshot(frame.actor);
  if (!allowed.ok) return refused(allowed, locals.locale);
  return { snapshot, frame };
};
