/** The sign-in page; in demo mode it also offers the example accounts. */
import { DEMO_HOST, demoPlaceOf } from '#protocol/demo-hosts.ts';
import { ownPath } from './own-path.ts';
import type { PageServerLoad } from './$types';

/** The account whose seat in the demo this is: it comes in by itself. */
function seatOf(demo: App.Locals['services']['demo'], url: URL): string | null {
  const place = demoPlaceOf(demo, url.hostname);
  return place?.kind === 'seat' ? place.username : null;
}

/** The demo's page of frames, for a browser on this machine: elsewhere the name would lead to itself. */
function tableFrom(demo: App.Locals['services']['demo'], url: URL): string | null {
  if (demo === null || demo.seats.length === 0 || !['localhost', '127.0.0.1'].includes(url.hostname))
    return null;
  return `${url.protocol}//${DEMO_HOST}${url.port && `:${url.port}`}`;
}

export const load: PageServerLoad = ({ locals, url }) => ({
  next: ownPath(url.searchParams.get('next'), url.origin),
  ended: url.searchParams.has('ended'),
  accounts: locals.services.demo?.accounts ?? [],
  seat: seatOf(locals.services.demo, url),
  table: tableFrom(locals.services.demo, url),
});
