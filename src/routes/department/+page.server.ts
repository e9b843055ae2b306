/** A department's workspace: the rows of each of the asker's departments; afterwards they move over the socket. */
import { orRefuse, signedIn } from '../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  departments: orRefuse(await locals.services.departmentRows(signedIn(locals)), locals.locale),
});
