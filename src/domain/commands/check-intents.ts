/** Sorts the intents of a bulk edit into what may be written and what is refused, and why. Writes nothing. */
import type { CellWrite, CommandContext, TextWrite, WrittenValue } from '#domain/commands/command.ts';
import { parseKey, type CellKey } from '#domain/lists/cell-names.ts';
import { LISTS, ROWS_MAX, TEXTS_MAX, fieldOf, type Field, type List } from '#domain/lists/fields.ts';
import { checkMember, checkValue } from '#domain/lists/values.ts';
import { mayCreate, mayWrite, type RowFacts } from '#domain/permissions.ts';
import type { Lists } from '#domain/projections/rows.ts';
import {
  GRANTED,
  accept,
  refuse,
  type Outcome,
  type RefusalCode,
  type RefusalParams,
  type Verdict,
} from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';

/** Intents judged between two places to stop. */
const INTENTS_PER_STEP = 100;

/** What the ledger and the person are, as far as intents are asked. */
export type IntentsContext = Pick<CommandContext, 'lists' | 'index' | 'actor' | 'planPassed' | 'current'>;

/** What somebody wants a cell or a text to hold; `base`: what they saw there, when they care. */
export interface Intent {
  readonly key: string;
  readonly prose: boolean;
  readonly value: WrittenValue;
  readonly base?: WrittenValue | undefined;
}
export interface RefusedIntent {
  readonly index: number;
  readonly cell: string;
  readonly code: RefusalCode;
  readonly params: RefusalParams;
}
export interface CheckedIntents {
  readonly cells: readonly CellWrite[];
  readonly texts: readonly TextWrite[];
  readonly refused: readonly RefusedIntent[];
}

/** A row that the intents themselves make: its facts, or why it may not be made. */
type Birth = { readonly ok: true; readonly facts: RowFacts } | (Verdict & { readonly ok: false });
type Births = ReadonlyMap<string, Birth>;

const BIRTH_FIELDS = ['list', 'order', 'problem'];
const isBirthKey = ({ field, member }: CellKey): boolean =>
  member === undefined && BIRTH_FIELDS.includes(field);

/** Judge one new row from its first cells. It stands or falls as a whole: half a row would be there for good. */
function judgeBirth(intents: readonly Intent[], context: IntentsContext): Birth {
  const cells = new Map(intents.map((intent) => [parseKey(intent.key)?.field, intent.value]));
  if (cells.size < intents.length) return refuse('WRITTEN_ONCE', { field: 'list' });
  const seen = intents.find((intent) => intent.base !== undefined && intent.base !== null);
  if (seen) return refuse('CONTENT_CHANGED', { field: parseKey(seen.key)?.field ?? '' });
  const list = LISTS.find((name): name is List => name === cells.get('list'));
  if (!list) return refuse('NO_SUCH_ROW');
  const problem = cells.get('problem');
  const above = context.index.facts(typeof problem === 'string' ? problem : '', context.planPassed);
  const allowed = mayCreate(context.actor, list, above);
  if (!allowed.ok) return allowed;
  const order = checkValue(fieldOf(list, 'order')!, cells.get('order') ?? null);
  if (!order.ok) return order;
  return {
    ok: true,
    facts: { ...above, list, deleted: false, leaders: list === 'duties' ? [] : above.leaders },
  };
}

function* birthsOf(intents: readonly Intent[], context: IntentsContext): Steps<Births> {
  const rows = new Map<string, Intent[]>();
  for (const [n, intent] of intents.entries()) {
    if (n % INTENTS_PER_STEP === 0) yield;
    const key = intent.prose ? undefined : parseKey(intent.key);
    if (!key || !isBirthKey(key) || context.index.row(key.row)) continue;
    const born = rows.get(key.row);
    if (born) born.push(intent);
    else rows.set(key.row, [intent]);
  }
  const births = new Map<string, Birth>();
  for (const [row, born] of rows) {
    births.set(row, judgeBirth(born, context));
    if (births.size % INTENTS_PER_STEP === 0) yield;
  }
  return births;
}

/** A flag never set is false in its row, a completion never told 未完成: who saw the row saw that. */
const inRow = ({ name, type }: Field, value: WrittenValue): WrittenValue =>
  value === false && type.kind === 'boolean'
    ? null
    : value === '未完成' && name === 'completion'
      ? null
      : value;

function judge(intent: Intent, key: CellKey, births: Births, context: IntentsContext): Verdict {
  const birth = births.get(key.row);
  if (birth && !birth.ok) return birth;
  const facts = birth?.facts ?? context.index.facts(key.row, context.planPassed);
  if (!facts.exists) return refuse('NO_SUCH_ROW');
  const field = fieldOf(facts.list, key.field);
  if (!field || intent.prose !== (field.type.kind === 'prose'))
    return refuse('NO_SUCH_FIELD', { field: key.field });
  const member = checkMember(field, key.member);
  if (!member.ok) return member;
  const isBirth = birth !== undefined && isBirthKey(key);
  const allowed = isBirth ? GRANTED : mayWrite(context.actor, facts, field, key.member);
  if (!allowed.ok) return allowed;
  const value = checkValue(field, intent.value);
  if (!value.ok) return value;
  const moved =
    intent.base !== undefined &&
    inRow(field, intent.base) !== inRow(field, context.current(intent.key, intent.prose));
  return moved ? refuse('CONTENT_CHANGED', { field: key.field }) : GRANTED;
}

const filled = (...texts: readonly string[]): number => texts.filter((text) => text !== '').length;
const sum = <Row>(rows: readonly Row[], count: (row: Row) => number): number =>
  rows.reduce((total, row) => total + count(row), 0);

/** Texts of the ledger that hold a character (F9). */
const textsOf = ({ problems, duties, tasks }: Lists): number =>
  sum(problems, (row) => filled(row.symptom, row.supervisionNote)) +
  sum(duties, (row) => filled(row.cause, row.goal)) +
  sum(tasks, (row) => filled(row.measure, row.progress, row.extension, row.note, row.supervisionNote));

/** TOO_MANY_TEXTS when so many texts more would pass the bound of a ledger (F9). */
export const checkTexts = (lists: Lists, more: number): Verdict =>
  more > 0 && textsOf(lists) + more > TEXTS_MAX ? refuse('TOO_MANY_TEXTS', { max: TEXTS_MAX }) : GRANTED;

/** TOO_MANY_ROWS or TOO_MANY_TEXTS when the whole would pass the bounds of a ledger (F9). */
function checkBounds(births: Births, texts: readonly TextWrite[], { lists }: IntentsContext): Verdict {
  const rows = lists.problems.length + lists.duties.length + lists.tasks.length;
  if (rows + births.size > ROWS_MAX) return refuse('TOO_MANY_ROWS', { max: ROWS_MAX });
  return checkTexts(lists, texts.length);
}

/** Check every intent against the ledger as it stands. What holds its value already is neither written nor refused. */
export function* checkIntents(
  intents: readonly Intent[],
  context: IntentsContext,
): Steps<Outcome<CheckedIntents>> {
  const births = yield* birthsOf(intents, context);
  const cells: CellWrite[] = [];
  const texts: TextWrite[] = [];
  const refused: RefusedIntent[] = [];
  for (const [index, intent] of intents.entries()) {
    if (index % INTENTS_PER_STEP === 0) yield;
    const key = parseKey(intent.key);
    const verdict = key ? judge(intent, key, births, context) : refuse('NO_SUCH_FIELD', { field: '' });
    if (!verdict.ok) refused.push({ index, cell: intent.key, code: verdict.code, params: verdict.params });
    else if (key && intent.value !== context.current(intent.key, intent.prose)) {
      if (intent.prose) texts.push({ row: key.row, field: key.field, value: String(intent.value) });
      else cells.push({ ...key, value: intent.value });
    }
  }
  const bounds = checkBounds(births, texts, context);
  return bounds.ok ? accept({ cells, texts, refused }) : bounds;
}
