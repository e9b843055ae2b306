/** New identifiers in the browser. Uses getRandomValues only: randomUUID is missing on plain http. */
import { idFromBytes } from '#domain/ids.ts';

/** 16 characters of `0-9A-Za-z`, e.g. an opId or a row id. */
export function freshId(): string {
  for (;;) {
    const id = idFromBytes(crypto.getRandomValues(new Uint8Array(32)));
    if (id !== undefined) return id;
  }
}
