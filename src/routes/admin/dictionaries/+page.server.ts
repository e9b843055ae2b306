/** Dictionaries: the words that the ledgers of an office offer. For the people of offices. */
import { orRefuse, refused, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const asker = signedIn(locals);
  const offices = asker.memberships
    .filter((held) => held.role === 'office')
    .map(({ organisation, organisationName }) => ({ id: organisation as string, name: organisationName }));
  const wanted = url.searchParams.get('office');
  const office = offices.find(({ id }) => id === wanted) ?? offices[0];
  if (!office) return refused({ ok: false, code: 'FORBIDDEN', params: {} }, locals.locale);
  return {
    offices,
    office: office.id,
    held: orRefuse(await locals.services.dictionaries(asker, office.id), locals.locale),
  };
};
