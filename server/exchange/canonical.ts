/** Canonical JSON (RFC 8785) and its SHA-256: the one place that says what bytes a hash stands for (docs/protocol.md X). */
import { createHash } from 'node:crypto';
import serialize from 'canonicalize';

/** UTF-8 bytes of the canonical form. Throws for what JSON cannot hold (NaN, functions, cycles). */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = serialize(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form.');
  return new TextEncoder().encode(text);
}

export const canonicalText = (value: unknown): string => new TextDecoder().decode(canonicalBytes(value));

/** Lower-case hex, 64 characters. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const canonicalSha256 = (value: unknown): string => sha256Hex(canonicalBytes(value));
