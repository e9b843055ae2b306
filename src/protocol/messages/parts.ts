/** Shapes that several messages share: identifiers, receipts, actors, refusals. */
import { ID_PATTERN, type OrganisationId, type PersonId } from '#domain/ids.ts';
import type { Refusal, RefusalCode, RefusalParams } from '#domain/refusals.ts';
import { LEDGER_ROLES, type LedgerActor } from '#domain/roles.ts';
import type { Receipt } from '#protocol/sync.ts';
import { Malformed, array, oneOf, record, string, uint, type Shape } from '#protocol/wire.ts';

/** Cells named in one message; more are cut off. */
export const CELLS_NAMED_MAX = 200;
const PARAMS_MAX = 16;
/** A row id, a field and a member as UTF-8. */
const CELL_BYTES_MAX = 400;
const NAME_BYTES_MAX = 400;
const HASH = /^[0-9a-f]{64}$/;

/** The same bytes under a narrower type: nothing but the pattern is checked. */
const branded = <T extends string>(shape: Shape<string>): Shape<T> => shape as unknown as Shape<T>;

export const id: Shape<string> = string(16, ID_PATTERN);
export const hash: Shape<string> = string(64, HASH);
export const instant: Shape<string> = string(24, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const clientId: Shape<number> = uint(0xffffffff);
export const cell: Shape<string> = string(CELL_BYTES_MAX);
export const name: Shape<string> = string(NAME_BYTES_MAX);

export const receipt: Shape<Receipt> = record<Receipt>({ epoch: uint(), seq: uint(), hash, mac: hash });

export const actor: Shape<LedgerActor> = record<LedgerActor>({
  person: branded<PersonId>(id),
  name,
  roles: array(oneOf(LEDGER_ROLES), 64),
  organisations: array(branded<OrganisationId>(id), 64),
});

/** Codes travel by name, so that a page that does not know a new one can still show that it was refused. */
export const codeText: Shape<string> = string(40, /^[A-Z_]+$/);
const code = branded<RefusalCode>(codeText);

/** Parameters as JSON text: names, and strings or numbers. */
const PARAMS_BYTES_MAX = 4_096;
const paramsText = string(PARAMS_BYTES_MAX);
export const params: Shape<RefusalParams> = {
  text: `params<=${PARAMS_MAX}:${paramsText.text}`,
  write: (encoder, value) => paramsText.write(encoder, JSON.stringify(value)),
  read: (decoder) => parseParams(paramsText.read(decoder)),
};

function parseParams(text: string): RefusalParams {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Malformed('parameters are not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Malformed('parameters are no record');
  const entries = Object.entries(parsed);
  if (entries.length > PARAMS_MAX) throw new Malformed('too many parameters');
  for (const [, value] of entries) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new Malformed('a parameter is no string or number');
  }
  return Object.fromEntries(entries) as RefusalParams;
}

const refusalParts = record<{ code: RefusalCode; params: RefusalParams }>({ code, params });
export const refusal: Shape<Refusal> = {
  text: refusalParts.text,
  write: (encoder, value) => refusalParts.write(encoder, value),
  read: (decoder) => ({ ok: false, ...refusalParts.read(decoder) }),
};
