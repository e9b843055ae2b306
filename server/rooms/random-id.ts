/** Page ids: the only randomness of the rooms. */
import { randomBytes } from 'node:crypto';
import { idFromBytes } from '#domain/ids.ts';

/** 16 characters of `0-9A-Za-z`. */
export function randomId(): string {
  // 32 bytes fail once in about 10¹² calls; sixteen attempts are a bound, not a hope
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const id = idFromBytes(randomBytes(32));
    if (id !== undefined) return id;
  }
  throw new Error('The random source gave no identifier in sixteen attempts.');
}
