/** Every page request: who asks, in which language, where they must go first, and the headers of every answer. Decides no rights. */
import { redirect, type Handle, type HandleServerError } from '@sveltejs/kit';
import { paraglideMiddleware } from '#messages/paraglide/server.js';
import { DEMO_HOST, demoPlaceOf, seatHost, type DemoPlace } from '#protocol/demo-hosts.ts';
import type { Services } from '#protocol/services.ts';

/** Built once by server/app.ts; the symbol bridges the two module worlds (node and vite). */
function servicesOfThisProcess(): Services {
  const shared = (globalThis as { [key: symbol]: { readonly services: Services } | undefined })[
    Symbol.for('sandan')
  ];
  if (!shared)
    throw new Error('The services are not there: start with server/main.ts, or with vite in development.');
  return shared.services;
}

const OPEN_PAGES = new Set(['/signin', '/setup']);

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** No page stands in a frame, but a seat of the demo in the demo's own page, which frames nothing else (A22). */
function setFraming({ headers }: Response, url: URL, services: Services, place: DemoPlace): void {
  const origin = (host: string): string => `${url.protocol}//${host}${url.port && `:${url.port}`}`;
  const policy = headers.get('content-security-policy');
  if (place?.kind === 'seat') {
    if (policy !== null)
      headers.set(
        'content-security-policy',
        policy.replace("frame-ancestors 'none'", `frame-ancestors ${origin(DEMO_HOST)}`),
      );
    return;
  }
  headers.set('x-frame-options', 'DENY');
  if (place === null || policy === null) return;
  const seats = services.demo?.seats.map(({ username }) => origin(seatHost(username))) ?? [];
  headers.set('content-security-policy', `${policy}; frame-src ${seats.join(' ')}`);
}

async function placeToGoFirst(locals: App.Locals, url: URL, place: DemoPlace): Promise<string | null> {
  const { asker, services } = locals;
  const page = url.pathname;
  if (place?.kind === 'table') return page === '/demo' ? null : '/demo';
  // the shell of ledger pages is fetched without a session, and is nobody's
  if (page === '/offline') return null;
  if (asker) {
    if (OPEN_PAGES.has(page)) return '/';
    return asker.mustChangePassword && page !== '/account' ? '/account' : null;
  }
  if (await services.setupNeeded()) return page === '/setup' ? null : '/setup';
  if (page === '/setup') return '/signin';
  if (page === '/signin') return null;
  const next = page === '/' ? '' : `?next=${encodeURIComponent(page + url.search)}`;
  return `/signin${next}`;
}

export const handle: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, async ({ locale }) => {
    event.locals.services = servicesOfThisProcess();
    event.locals.locale = locale;
    event.locals.asker = await event.locals.services.asker(event.request.headers);
    const place = demoPlaceOf(event.locals.services.demo, event.url.hostname);
    const first = await placeToGoFirst(event.locals, event.url, place);
    if (first) redirect(303, first);
    const response = await resolve(event, {
      transformPageChunk: ({ html }) => html.replace('%lang%', locale),
      filterSerializedResponseHeaders: () => false,
    });
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    setFraming(response, event.url, event.locals.services, place);
    // browsers ignore it on plain http, and complain
    if (event.url.protocol === 'https:') response.headers.set('cross-origin-opener-policy', 'same-origin');
    return response;
  });

export const handleError: HandleServerError = ({ error, event, status, message }) => {
  if (status === 404) return { message, code: 'NOT_FOUND' };
  const mark = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  console.error(
    JSON.stringify({
      at: new Date().toISOString(),
      page: event.url.pathname,
      mark,
      error: String(error),
      stack: error instanceof Error ? error.stack : undefined,
    }),
  );
  return { message, code: 'INTERNAL', mark };
};
