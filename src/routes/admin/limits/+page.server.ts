/** Limits and settings that hold, for the system administrator to look at. */
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  held: orRefuse(await locals.services.bounds(signedIn(locals)), locals.locale),
});
