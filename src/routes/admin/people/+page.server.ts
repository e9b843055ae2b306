/** People and their accounts, for those who keep them. */
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const asker = signedIn(locals);
  const people = orRefuse(await locals.services.people(asker), locals.locale);
  return { people, mayKeep: asker.memberships.some(({ role }) => role === 'system_admin') };
};
