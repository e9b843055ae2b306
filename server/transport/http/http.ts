/** Takes a request to its door: Host, Origin, route, session, permission, then the answer or the refusal. Decides nothing itself. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { addressedOf, senderOf } from '#server/access/origins.ts';
import { refuse, type Outcome, type Refusal } from '#domain/refusals.ts';
import { demoPlaceOf } from '#protocol/demo-hosts.ts';
import { StoreFailed } from '#server/store/store.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import { DOORS, ownsPath } from '#server/transport/http/doors.ts';
import { localeOf } from '#server/transport/http/locale.ts';
import type { DoorParts } from '#server/transport/http/parts.ts';
import { GUARDING_HEADERS, sendAnswer, sendRefusal, type Answer } from '#server/transport/http/reply.ts';
import { createRouter } from '#server/transport/http/router.ts';

/** The header by which the pages' handler learns the scheme; a client's own is dropped. */
export const PROTOCOL_HEADER = 'x-sandan-protocol';

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
  }
  return headers;
}

/** The pages' framework puts the target behind our own origin as it is, and answers a path it can't decode outside of what it catches. */
function isPath(path: string): boolean {
  if (!path.startsWith('/')) return false;
  try {
    decodeURI(path);
    return true;
  } catch {
    // a percent sign that begins nothing, or bytes that are no UTF-8
    return false;
  }
}

/** The framework keeps a file open when its reader has gone, and does not hear that it can't be read. */
function letGoOfFiles(response: ServerResponse, failed: (error: unknown) => void): void {
  response.on('pipe', (file: Readable) => {
    response.once('close', () => file.destroy());
    file.once('error', failed);
  });
}

export interface Http {
  /** Answers the doors' paths; hands every other request to `next`, guarded, with the scheme in PROTOCOL_HEADER; answers where it fails. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, next: () => unknown) => void;
}

export function createHttp(parts: DoorParts): Http {
  const route = createRouter(DOORS);

  async function enter(door: Door, knock: Knock): Promise<Outcome<Answer>> {
    const asker = PROBES.has(door.pattern) ? null : await parts.sessions.asker(knock.headers);
    if (door.signedIn && asker === null) {
      return refuse(
        knock.headers.get('cookie')?.includes('sandan.session_token=') ? 'SESSION_ENDED' : 'NOT_SIGNED_IN',
      );
    }
    return door.answer(knock, asker);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    const headers = headersOf(request);
    const refused = (refusal: Refusal, allow: string | null = null): void =>
      sendRefusal(
        request,
        response,
        refusal,
        parts.sentence(refusal.code, refusal.params, localeOf(headers)),
        allow,
      );

    const addressed = addressedOf(request);
    const origin = parts.origins.own(addressed);
    if (origin === null && !PROBES.has(url.pathname)) return refused(refuse('FOREIGN_ORIGIN'));
    if (!SAFE_METHODS.has(method) && !parts.origins.allows(addressed))
      return refused(refuse('FOREIGN_ORIGIN'));
    const found = route(method, url.pathname);
    if (found.kind === 'nothing') return refused(refuse('NOT_FOUND'));
    if (found.kind === 'method') return refused(refuse('METHOD_NOT_ALLOWED'), found.allow);
    const address = senderOf(request, parts.proxyHops);
    const knock: Knock = {
      parts,
      request,
      headers,
      origin: origin ?? '',
      address,
      path: found.path,
      query: url.searchParams,
    };
    const outcome = await enter(found.door, knock);
    if (!outcome.ok) return refused(outcome);
    sendAnswer(request, response, outcome.value);
  }

  function failed(error: unknown, request: IncomingMessage, response: ServerResponse, id: string): void {
    const refusal =
      error instanceof StoreFailed ? refuse('STORE_READ_ONLY') : refuse('INTERNAL', { request: id });
    parts.log.error(
      { err: error, request: id, method: request.method, path: request.url?.split('?')[0] },
      'an answer failed',
    );
    if (response.headersSent) return void response.destroy();
    const locale = localeOf(headersOf(request));
    sendRefusal(request, response, refusal, parts.sentence(refusal.code, refusal.params, locale));
  }

  async function page(
    request: IncomingMessage,
    response: ServerResponse,
    next: () => unknown,
    path: string,
  ): Promise<void> {
    const refused = (refusal: Refusal, allow: string | null = null): void =>
      sendRefusal(
        request,
        response,
        refusal,
        parts.sentence(refusal.code, refusal.params, localeOf(headersOf(request))),
        allow,
      );
    const origin = parts.origins.own(addressedOf(request));
    if (origin === null) return refused(refuse('FOREIGN_ORIGIN'));
    if (!isPath(path)) return refused(refuse('BAD_REQUEST'));
    if (!SAFE_METHODS.has(request.method ?? 'GET'))
      return refused(refuse('METHOD_NOT_ALLOWED'), [...SAFE_METHODS].join(', '));
    request.headers[PROTOCOL_HEADER] = new URL(origin).protocol.slice(0, -1);
    for (const [name, value] of Object.entries(GUARDING_HEADERS)) response.setHeader(name, value);
    // a seat of the demo stands in a frame: the page's own policy says in whose (src/hooks.server.ts)
    if (demoPlaceOf(parts.services.demo, new URL(origin).hostname)?.kind === 'seat')
      response.removeHeader('x-frame-options');
    // a range that ends before it begins makes the framework throw; whole files are always a right answer
    delete request.headers.range;
    await next();
  }

  return {
    handle(request, response, next) {
      delete request.headers[PROTOCOL_HEADER];
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const id = randomBytes(8).toString('hex');
      const broke = (error: unknown): void => failed(error, request, response, id);
      if (!ownsPath(path)) {
        letGoOfFiles(response, broke);
        return void page(request, response, next, path).catch(broke);
      }
      const began = performance.now();
      response.setHeader('x-request-id', id);
      response.once('close', () => {
        const seconds = (performance.now() - began) / 1000;
        const found = route(request.method ?? 'GET', path);
        if (found.kind === 'door')
          parts.metrics.answered(found.door.method, found.door.pattern, response.statusCode, seconds);
        const ms = Math.round(seconds * 1000);
        parts.log.debug(
          { request: id, method: request.method, path, status: response.statusCode, ms },
          'answered',
        );
      });
      answer(request, response).catch(broke);
    },
  };
}
