/** A department's own page: until rows are assigned it says what will appear here. */
import { signedIn } from '../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  signedIn(locals);
};
