/** `editCells`: a bulk edit (a paste) as one commit; each intent is asked of the same rights and values as a typed one (W12). */
import * as v from 'valibot';
import { checkIntents, type Intent } from '#domain/commands/check-intents.ts';
import {
  lengthIn,
  parseWith,
  rowId,
  type Command,
  type CommandContext,
  type CommandDecision,
} from '#domain/commands/command.ts';
import type { RowId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';

/** Most intents of one bulk edit. */
export const INTENTS_MAX = 50_000;
/** Most texts of one bulk edit: each costs as much as ten cells, on the server and on every page that gets them. */
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
  /** the import whose changed rows these are */
  document: v.optional(v.nullable(rowId), null),
});
export interface EditCells {
  readonly intents: readonly Intent[];
  readonly writeRest: boolean;
  readonly document: RowId | null;
}

/** Intents looked at between two places to stop. */
const INTENTS_PER_STEP = 200;

function* parse(input: unknown): Steps<Outcome<EditCells>> {
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
    if (n % INTENTS_PER_STEP === 0) yield;
  }
  if (intents.filter((one) => one.prose).length > INTENT_TEXTS_MAX)
    return refuse('TOO_MANY', { max: INTENT_TEXTS_MAX });
  const { writeRest, document } = parsed.value;
  return accept({ intents, writeRest, document });
}

function* decide(
  { intents, writeRest, document }: EditCells,
  context: CommandContext,
): Steps<Outcome<CommandDecision>> {
  const checked = yield* checkIntents(intents, context);
  if (!checked.ok) return checked;
  const { refused, cells, texts } = checked.value;
  const writes = refused.length === 0 || writeRest;
  const told = { refused: refused.slice(0, REFUSED_NAMED_MAX), refusedCount: refused.length };
  if (!writes) return accept({ cells: [], value: { written: 0, ...told } });
  const records = document === null ? [] : [{ kind: 'imported' as const, import: document }];
  return accept({ cells, texts, records, value: { written: cells.length + texts.length, ...told } });
}

export const editCells: Command<EditCells> = {
  name: 'editCells',
  schema: v.object({ ...schema.entries, intents: v.array(intent) }),
  parse: (input) => allAtOnce(parse(input)),
  idsNeeded: () => 0,
  documentOf: ({ document }) => document,
  decide: (input, context) => allAtOnce(decide(input, context)),
  long: { size: (input) => lengthIn(input, 'intents'), parse, decide },
};
