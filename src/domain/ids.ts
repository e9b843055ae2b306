/** Identifiers: branded strings, so that a row can never be passed where a person is meant. Made nowhere here. */

type Branded<Name extends string> = string & { readonly __brand: Name };

/** 16 characters of `0-9A-Za-z`; one row of a list. */
export type RowId = Branded<'row'>;
/** One round × one unit. */
export type LedgerId = Branded<'ledger'>;
export type RoundId = Branded<'round'>;
export type PersonId = Branded<'person'>;
export type OrganisationId = Branded<'organisation'>;
/** Named by the client, kept with the commit that carries it (docs/protocol.md). */
export type OpId = Branded<'op'>;

/** Every identifier of the system has this shape. */
export const ID_PATTERN = /^[0-9A-Za-z]{16}$/;

export const isId = (value: unknown): value is string => typeof value === 'string' && ID_PATTERN.test(value);

const parse =
  <T extends string>() =>
  (value: unknown): T | undefined =>
    isId(value) ? (value as unknown as T) : undefined;

export const parseRowId = parse<RowId>();
export const parseLedgerId = parse<LedgerId>();
export const parseRoundId = parse<RoundId>();
export const parsePersonId = parse<PersonId>();
export const parseOrganisationId = parse<OrganisationId>();
export const parseOpId = parse<OpId>();

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Turn random bytes into an identifier of 16 characters; bytes above 247 are skipped so that every
 * character is equally likely. `undefined` when the bytes run out: 32 bytes are enough but for one
 * case in about 10¹², so callers ask again.
 */
export function idFromBytes(bytes: Uint8Array): string | undefined {
  let id = '';
  for (const byte of bytes) {
    if (byte >= 248) continue;
    id += ALPHABET[byte % 62];
    if (id.length === 16) return id;
  }
  return undefined;
}
