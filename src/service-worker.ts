/**
 * Lets a ledger page be opened without a connection: keeps this version's own files, and answers for a ledger with the shell
 * when the server can't be reached. Never sees the API, and keeps no page with anybody's data in it.
 */
import { build, files, version } from '$service-worker';

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Surroundings {
  addEventListener(kind: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(kind: 'fetch', listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

const worker = globalThis as unknown as Surroundings;
const PREFIX = 'sandan-';
const CACHE = PREFIX + version;
const SHELL = '/offline';
const OWN_FILES = new Set([...build, ...files]);
const LEDGER_PAGE = /^\/ledgers\/[0-9A-Za-z]{16}$/;
/** What a proxy says of a server that is not there. */
const SERVER_GONE = new Set([502, 503, 504]);

async function keepOwnFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...OWN_FILES]);
  // without the cookie: the shell is nobody's
  const shell = await fetch(new Request(SHELL, { credentials: 'omit', cache: 'no-store' }));
  if (!shell.ok || shell.redirected) throw new Error(`The shell was answered with ${shell.status}.`);
  await cache.put(SHELL, shell);
  await worker.skipWaiting();
}

async function dropOlderVersions(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

async function ownFile(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

async function ledgerPage(request: Request): Promise<Response> {
  const shell = async (): Promise<Response | undefined> => (await caches.open(CACHE)).match(SHELL);
  try {
    const page = await fetch(request);
    return SERVER_GONE.has(page.status) ? ((await shell()) ?? page) : page;
  } catch (unreachable) {
    const kept = await shell();
    if (kept) return kept;
    throw unreachable;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(keepOwnFiles()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOlderVersions()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (OWN_FILES.has(url.pathname)) event.respondWith(ownFile(request));
  else if (request.mode === 'navigate' && LEDGER_PAGE.test(url.pathname))
    event.respondWith(ledgerPage(request));
});
