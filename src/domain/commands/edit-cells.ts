/** `editCells`: a bulk edit (a paste) as one commit; each intent is asked of the same rights and values as a typed one (W12). */
import * as v from 'valibot';
import { checkIntents, type Intent } from '#domain/commands/check-intents.ts';
import { parseWith, type Command } from '#domain/commands/command.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

/** Most intents of one bulk edit. */
export const INTENTS_MAX = 50_000;
/** Most texts of one bulk edit: Yjs names a text's root by walking all roots, so their cost grows with the square. */
export const INTENT_TEXTS_MAX = 5_000;
/** Most refused intents that an answer names; `refusedCount` always tells all. */
export const REFUSED_NAMED_MAX = 1_000;

const value = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const intent = v.object({
  cell: v.optional(v.string()),
  text: v.optional(v.string()),
  value,
  base: v.optional(value),
});
const schema = v.object({
  intents: v.pipe(v.array(v.unknown()), v.minLength(1)),
  writeRest: v.optional(v.boolean(), false),
});
export interface EditCells {
  readonly intents: readonly Intent[];
  readonly writeRest: boolean;
}

function parse(input: unknown): Outcome<EditCells> {
  const parsed = parseWith(schema, input);
  if (!parsed.ok) return parsed;
  if (parsed.value.intents.length > INTENTS_MAX) return refuse('TOO_MANY', { max: INTENTS_MAX });
  const intents: Intent[] = [];
  for (const [n, raw] of parsed.value.intents.entries()) {
    const one = parseWith(intent, raw);
    if (!one.ok) return refuse('BAD_REQUEST', { field: `intents.${n}.${one.params['field'] ?? ''}` });
    const { cell, text, base } = one.value;
    const key = cell ?? text;
    if (key === undefined || (cell !== undefined && text !== undefined))
      return refuse('BAD_REQUEST', { field: `intents.${n}` });
    intents.push({ key, prose: text !== undefined, value: one.value.value, base });
  }
  if (intents.filter((one) => one.prose).length > INTENT_TEXTS_MAX)
    return refuse('TOO_MANY', { max: INTENT_TEXTS_MAX });
  return accept({ intents, writeRest: parsed.value.writeRest });
}

export const editCells: Command<EditCells> = {
  name: 'editCells',
  schema: v.object({ ...schema.entries, intents: v.array(intent) }),
  parse,
  idsNeeded: () => 0,
  decide: ({ intents, writeRest }, context) => {
    const checked = checkIntents(intents, context);
    if (!checked.ok) return checked;
    const { refused, cells, texts } = checked.value;
    const writes = refused.length === 0 || writeRest;
    const told = { refused: refused.slice(0, REFUSED_NAMED_MAX), refusedCount: refused.length };
    if (!writes) return accept({ cells: [], value: { written: 0, ...told } });
    return accept({ cells, texts, value: { written: cells.length + texts.length, ...told } });
  },
};
