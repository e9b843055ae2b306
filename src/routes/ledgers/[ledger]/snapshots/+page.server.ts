/** The snapshots of a ledger, newest first. */
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const asker = signedIn(locals);
  const frame = orRefuse(await locals.services.ledger(asker, params.ledger), locals.locale);
  const snapshots = orRefuse(
    await locals.services.snapshots(asker, { ledger: params.ledger }),
    locals.locale,
  );
  return { frame, snapshots: [...snapshots].sort((a, b) => b.number - a.number) };
};
