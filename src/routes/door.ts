/** Writes leave the pages only through here: one request to a door under /api, answered by a value or a refusal. */
import type { RefusalCode, RefusalParams } from '#domain/refusals.ts';
import { idFromBytes } from '#domain/ids.ts';

export interface DoorRefusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly params: RefusalParams;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | DoorRefusal;

const refusal = (code: RefusalCode, params: RefusalParams = {}): DoorRefusal => ({ ok: false, code, params });

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  let body: unknown;
  try {
    body = response.status === 204 ? {} : await response.json();
  } catch (unreadable) {
    console.warn('The door answered something that is not JSON.', response.status, unreadable);
    return refusal(response.ok ? 'INTERNAL' : 'UNAVAILABLE');
  }
  if (response.ok) return { ok: true, value: body as T };
  const error = (body as { error?: { code?: RefusalCode; params?: RefusalParams } }).error;
  return refusal(
    error?.code ?? (response.status === 401 ? 'NOT_SIGNED_IN' : 'INTERNAL'),
    error?.params ?? {},
  );
}

async function knock<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    return await answerOf<T>(await fetch(path, { credentials: 'same-origin', ...init }));
  } catch (unreachable) {
    console.warn('The door could not be reached.', path, unreachable);
    return refusal('UNAVAILABLE');
  }
}

const withBody = <T>(method: string, path: string, body: unknown): Promise<Answer<T>> =>
  knock<T>(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const read = <T>(path: string): Promise<Answer<T>> => knock<T>(path, { method: 'GET' });
export const post = <T = unknown>(path: string, body: unknown = {}): Promise<Answer<T>> =>
  withBody<T>('POST', path, body);
export const patch = <T = unknown>(path: string, body: unknown): Promise<Answer<T>> =>
  withBody<T>('PATCH', path, body);
export const remove = <T = unknown>(path: string): Promise<Answer<T>> => knock<T>(path, { method: 'DELETE' });

/**
 * Send one file with its progress (0–1) and a way to cancel; `fetch` can tell neither in the browsers of the floor.
 */
export function upload<T>(
  path: string,
  file: File,
  progress: (share: number) => void,
): { readonly answer: Promise<Answer<T>>; readonly cancel: () => void } {
  const request = new XMLHttpRequest();
  const answer = new Promise<Answer<T>>((settle) => {
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const status = request.status < 200 ? 500 : request.status;
      void answerOf<T>(new Response(status === 204 ? null : request.responseText, { status })).then(settle);
    };
    request.onerror = () => settle(refusal('UNAVAILABLE'));
    request.onabort = () => settle(refusal('CONFLICT'));
    request.open('POST', path);
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
  return { answer, cancel: () => request.abort() };
}

export interface FetchedFile {
  readonly file: Blob;
  /** as the door calls it; null when it does not say */
  readonly name: string | null;
}

const nameIn = (disposition: string | null): string | null => {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  return encoded === undefined ? null : decodeURIComponent(encoded);
};

/** Fetch a file of a door. `progress` (0–1) is told once it comes, which is when it has been made; giving up ends the making, too. */
export async function fetchFile(
  path: string,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer<FetchedFile>> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', signal });
    if (!response.ok || !response.body) return await answerOf<FetchedFile>(response);
    const size = Number(response.headers.get('content-length'));
    const reader = response.body.getReader();
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let come = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      come += value.length;
      if (size > 0) progress(Math.min(1, come / size));
    }
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    const name = nameIn(response.headers.get('content-disposition'));
    return { ok: true, value: { file: new Blob(pieces, { type }), name } };
  } catch (unreachable) {
    if (!signal.aborted) console.warn('The file could not be fetched.', path, unreachable);
    return refusal('UNAVAILABLE');
  }
}

/** A new operation number; made without crypto.randomUUID, which plain http does not have. */
export function freshOpId(): string {
  for (;;) {
    const id = idFromBytes(crypto.getRandomValues(new Uint8Array(32)));
    if (id) return id;
  }
}
