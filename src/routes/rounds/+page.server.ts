/** The rounds within the asker's reach and the ledgers they may open. */
import { signedIn } from '../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const asker = signedIn(locals);
  const [rounds, ledgers] = await Promise.all([
    locals.services.rounds(asker),
    locals.services.ledgers(asker),
  ]);
  const mayCreate = asker.memberships.some((membership) => membership.role === 'office');
  return { rounds, ledgers, mayCreate };
};
