/** The demo's page of frames: who sits in which, under which name. There only in demo mode and under the demo's own name. */
import { demoPlaceOf, seatHost } from '#protocol/demo-hosts.ts';
import { refused } from '../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const { demo } = locals.services;
  if (demo === null || demoPlaceOf(demo, url.hostname)?.kind !== 'table')
    return refused({ ok: false, code: 'NOT_FOUND', params: {} }, locals.locale);
  const port = url.port && `:${url.port}`;
  return {
    seats: demo.seats.flatMap(({ username, path }) => {
      const account = demo.accounts.find((each) => each.username === username);
      return account ? [{ ...account, url: `${url.protocol}//${seatHost(username)}${port}${path}` }] : [];
    }),
  };
};
