/** The sign-in page; in demo mode it also offers the example accounts. */
import type { PageServerLoad } from './$types';

/** Only a path of our own may be the next page: never another site. */
const ownPath = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : '/');

export const load: PageServerLoad = ({ locals, url }) => ({
  next: ownPath(url.searchParams.get('next')),
  ended: url.searchParams.has('ended'),
  accounts: locals.services.demo?.accounts ?? [],
});
