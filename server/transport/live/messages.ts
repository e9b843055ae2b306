/** What a client may say on `/live`, parsed once here (docs/protocol.md, L2); and the names of views. */
import * as v from 'valibot';
import { parseOrganisationId, parseRoundId, type OrganisationId, type RoundId } from '#domain/ids.ts';
import type { Subscribe, Unsubscribe } from '#protocol/live.ts';

/** Largest frame a client may send. */
export const FRAME_BYTES_MAX = 4 * 1024;
const VIEW_LENGTH_MAX = 100;

const view = v.pipe(v.string(), v.maxLength(VIEW_LENGTH_MAX));
const Message = v.variant('type', [
  v.strictObject({
    type: v.literal('SUBSCRIBE'),
    view,
    at: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
  v.strictObject({ type: v.literal('UNSUBSCRIBE'), view }),
]);

/** Undefined: not a message of this protocol; the socket closes with 4400. */
export function parseMessage(text: string): Subscribe | Unsubscribe | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = v.safeParse(Message, read);
  return parsed.success ? parsed.output : undefined;
}

/** The id in `KIND:{id}`; undefined for any other name. */
function idOf(view: string, wanted: string): string | undefined {
  const [kind, id, ...rest] = view.split(':');
  return kind === wanted && rest.length === 0 ? id : undefined;
}

/** The round of `overview:{round}`; undefined for any other view. */
export const roundOf = (view: string): RoundId | undefined => parseRoundId(idOf(view, 'overview'));
/** The organisation of `department:{organisation}`; undefined for any other view. */
export const departmentOf = (view: string): OrganisationId | undefined =>
  parseOrganisationId(idOf(view, 'department'));
/** The office of `dictionaries:{office}`; undefined for any other view. */
export const dictionariesOf = (view: string): OrganisationId | undefined =>
  parseOrganisationId(idOf(view, 'dictionaries'));
