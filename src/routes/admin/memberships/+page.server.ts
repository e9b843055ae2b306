/** Who is what, where: memberships, for the security administrator. */
import { ROLES } from '#domain/roles.ts';
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const asker = signedIn(locals);
  const [people, organisations] = await Promise.all([
    locals.services.people(asker),
    locals.services.organisations(asker),
  ]);
  return {
    people: orRefuse(people, locals.locale),
    organisations: orRefuse(organisations, locals.locale),
    roles: ROLES,
  };
};
