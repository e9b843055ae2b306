/** A question about history as it comes in a URL, made into one that can be answered; anything odd is BAD_REQUEST with the parameter's name. */
import { parseKey } from '#document/keys.ts';
import { isId, type PersonId, type RowId } from '#domain/ids.ts';
import { parseInstant } from '#domain/instants.ts';
import { FIELDS, LISTS, type List } from '#domain/lists/fields.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { HistoryAsk } from '#protocol/history.ts';
import { PAGE_ENTRIES_MAX } from '#server/history/limits.ts';

const FIELD_NAMES: ReadonlySet<string> = new Set(FIELDS.map(({ name }) => name));

const isList = (value: string): value is List => (LISTS as readonly string[]).includes(value);
const countOf = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** Name of a parameter → its value as the answer takes it; undefined where it is none. */
const PARAMETERS: { readonly [K in keyof Required<HistoryAsk>]: (text: string) => HistoryAsk[K] } = {
  row: (text) => (isId(text) ? (text as RowId) : undefined),
  problem: (text) => (isId(text) ? (text as RowId) : undefined),
  cell: (text) => (parseKey(text) ? text : undefined),
  list: (text) => (isList(text) ? text : undefined),
  field: (text) => (FIELD_NAMES.has(text) ? text : undefined),
  person: (text) => (isId(text) ? (text as PersonId) : undefined),
  from: parseInstant,
  to: parseInstant,
  before: countOf,
  after: countOf,
  limit: (text) => {
    const limit = countOf(text);
    return limit !== undefined && limit >= 1 && limit <= PAGE_ENTRIES_MAX ? limit : undefined;
  },
};

/** Other parameters, and empty ones, are passed over. */
export function historyAskOf(query: URLSearchParams): Outcome<HistoryAsk> {
  const ask: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(PARAMETERS)) {
    const text = query.get(name);
    if (text === null || text === '') continue;
    const value = read(text);
    if (value === undefined) return refuse('BAD_REQUEST', { field: name });
    ask[name] = value;
  }
  return accept(ask);
}
