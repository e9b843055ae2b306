/** What a door answers and how it is sent: JSON or a file, with the headers every answer of the API carries. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '#domain/refusals.ts';
import type { ExportedFile } from '#server/exchange/exchange.contract.ts';
import { statusOf } from '#server/transport/http/status.ts';

export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly value: unknown;
      readonly cookies?: readonly string[];
    }
  | { readonly kind: 'file'; readonly file: ExportedFile }
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string };

const JSON_TYPE = 'application/json; charset=utf-8';
export const json = (value: unknown, status = 200): Answer => ({ kind: 'json', status, value });
/** What is JSON text already: never parsed again. */
export const jsonText = (text: string): Answer => ({ kind: 'text', mediaType: JSON_TYPE, text });
export const created = (value: unknown): Answer => json(value, 201);
export const items = (list: readonly unknown[]): Answer => json({ items: list });
export const file = (exported: ExportedFile): Answer => ({ kind: 'file', file: exported });

/** Headers of every answer, the pages' too: what a browser must not do with it. */
export const GUARDING_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
const API_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** A plain name for old readers, the real one beside it (RFC 6266). */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries({ ...GUARDING_HEADERS, ...API_HEADERS, ...headers }))
    response.setHeader(name, value);
  response.setHeader('content-length', body.byteLength);
  // The rest of a body that was not read cannot be skipped on a connection that lives on.
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  response.end(request.method === 'HEAD' ? undefined : body);
}

const encoder = new TextEncoder();

export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.kind === 'file') {
    const headers = {
      'content-type': answer.file.mediaType,
      'content-disposition': disposition(answer.file.name),
    };
    return write(request, response, 200, headers, answer.file.bytes);
  }
  if (answer.kind === 'text')
    return write(request, response, 200, { 'content-type': answer.mediaType }, encoder.encode(answer.text));
  if (answer.cookies) response.setHeader('set-cookie', [...answer.cookies]);
  return write(
    request,
    response,
    answer.status,
    { 'content-type': JSON_TYPE },
    encoder.encode(JSON.stringify(answer.value)),
  );
}

export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  message: string,
  allow: string | null = null,
): void {
  const body = { error: { code: refusal.code, message, params: refusal.params } };
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  if (allow !== null) headers['allow'] = allow;
  const minutes = refusal.params['minutes'];
  if (refusal.code === 'TOO_MANY_TRIES' && typeof minutes === 'number')
    headers['retry-after'] = String(minutes * 60);
  write(request, response, statusOf(refusal.code), headers, encoder.encode(JSON.stringify(body)));
}
