/** Who is what, where: memberships, for the security administrator. */
import { ROLES } from '#domain/roles.ts';
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const asker = signedIn(locals);
  const [people, organisations, installation] = await Promise.all([
    locals.services.people(asker),
    locals.services.organisations(asker),
    locals.services.installation(asker),
  ]);
  return {
    people: orRefuse(people, locals.locale),
    organisations: orRefuse(organisations, locals.locale),
    installation: orRefuse(installation, locals.locale),
    roles: ROLES,
  };
};
