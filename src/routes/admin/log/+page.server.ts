/** What administrators did, newest first, a page at a time. */
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const before = Number(url.searchParams.get('before') ?? NaN);
  const from = Number.isSafeInteger(before) && before > 0 ? before : undefined;
  return { acts: orRefuse(await locals.services.audit(signedIn(locals), from), locals.locale) };
};
