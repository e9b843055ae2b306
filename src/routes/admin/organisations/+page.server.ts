/** Organisations: whoever takes part in a round. */
import { mayKeepOrganisations, ORGANISATION_KINDS } from '#domain/administration.ts';
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const asker = signedIn(locals);
  const organisations = orRefuse(await locals.services.organisations(asker), locals.locale);
  return { organisations, kinds: ORGANISATION_KINDS, mayKeep: mayKeepOrganisations(asker.memberships).ok };
};
