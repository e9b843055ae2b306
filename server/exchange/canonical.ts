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

/** Rows between two places to stop. */
const ROWS_PER_PIECE = 50;

/** The same text in pieces, of an object whose lists may be long, so that others' turns come in between. */
export function* canonicalPieces(content: object): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield `${before}${canonicalText(key)}:`;
    before = ',';
    if (!Array.isArray(value)) yield canonicalText(value);
    else
      for (let from = 0; from === 0 || from < value.length; from += ROWS_PER_PIECE) {
        const rows = canonicalText(value.slice(from, from + ROWS_PER_PIECE)).slice(1, -1);
        const [open, close] = [from === 0 ? '[' : ',', from + ROWS_PER_PIECE >= value.length ? ']' : ''];
        yield `${open}${rows}${close}`;
      }
  }
  yield before === '{' ? '{}' : '}';
}

/** Lower-case hex, 64 characters. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const canonicalSha256 = (value: unknown): string => sha256Hex(canonicalBytes(value));
