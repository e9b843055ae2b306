/** Turns the text of a cell into values of the field table and back; what can't be read is refused with its reason. */
import type { CellEdit } from '#board/board.contract.ts';
import { COUNTERS, MEASURE_TYPES } from '#domain/lists/fields.ts';
import { parsePerson } from '#domain/lists/named.ts';
import { isDay } from '#domain/lists/values.ts';
import { refuse, type Refusal } from '#domain/refusals.ts';
import { readCounters } from '#grid/counters.ts';
import type { GridCounter, GridOption } from '#grid/grid.contract.ts';
import { counterWord, flagWord, unitWord, valueWord } from '../../../words.ts';

export type Reading = { readonly ok: true; readonly cells: readonly Omit<CellEdit, 'row'>[] } | Refusal;
const cells = (...edits: Omit<CellEdit, 'row'>[]): Reading => ({ ok: true, cells: edits });

/** People or organisations that a picker offers. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly organisation?: string;
}

export const nameOf = (text: string | null): string => (text === null ? '' : parsePerson(text).name);

export const optionsOf = (values: readonly string[]): readonly GridOption[] =>
  values.map((value) => ({ value, label: valueWord(value) }));
export const flagOptions = (): readonly GridOption[] => [
  { value: 'false', label: '' },
  { value: 'true', label: flagWord(true) },
];

export const readText = (field: string, text: string): Reading =>
  cells({ field, value: text.trim() || null });

/** One member of a field, e.g. the word of one dictionary. */
export const readMember = (field: string, member: string, text: string): Reading =>
  cells({ field, member, value: text.trim() || null });

export const suggestWords = (words: readonly string[], typed: string): readonly GridOption[] =>
  words.filter((word) => word.includes(typed.trim())).map((word) => ({ value: word, label: word }));

export function readEnum(field: string, text: string, values: readonly string[]): Reading {
  const wanted = text.trim();
  if (!wanted) return cells({ field, value: null });
  const value = values.find((one) => one === wanted || valueWord(one) === wanted);
  if (value !== undefined) return cells({ field, value });
  return refuse('NOT_IN_LIST', {
    field,
    value: wanted.slice(0, 20),
    options: values.map(valueWord).join('、'),
  });
}

export function readDate(field: string, text: string): Reading {
  const wanted = text.trim();
  if (!wanted) return cells({ field, value: null });
  return isDay(wanted)
    ? cells({ field, value: wanted })
    : refuse('BAD_DATE', { field, value: wanted.slice(0, 20) });
}

const YES = new Set(['true', '1', '是', '✓', '√', 'yes', 'y']);
const NO = new Set(['', 'false', '0', '否', '×', 'no', 'n']);
export function readFlag(field: string, text: string): Reading {
  const wanted = text.trim().toLowerCase();
  if (YES.has(wanted) || wanted === flagWord(true).toLowerCase()) return cells({ field, value: true });
  return NO.has(wanted) ? cells({ field, value: false }) : refuse('WRONG_TYPE', { field });
}

/** The one known person of that name becomes `@ID NAME`; a name that nobody, or more than one, has stays as printed. */
export function namedFrom(text: string, known: readonly Named[]): string {
  const wanted = text.trim();
  const found = known.filter((one) => one.name === wanted || labelOf(one, known) === wanted);
  return found.length === 1 ? `@${found[0]!.id} ${found[0]!.name}` : wanted;
}
/** People of the same name are told apart by their organisation. */
function labelOf(one: Named, known: readonly Named[]): string {
  const twin = known.some((other) => other.id !== one.id && other.name === one.name);
  return twin && one.organisation ? `${one.name}（${one.organisation}）` : one.name;
}

export function readNamed(
  field: string,
  text: string,
  known: readonly Named[],
  current: string | null,
): Reading {
  const wanted = text.trim();
  if (!wanted) return cells({ field, value: null });
  return cells({
    field,
    value: current !== null && nameOf(current) === wanted ? current : namedFrom(wanted, known),
  });
}

const SEPARATORS = /[、，,;；\n]/;
const partsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(SEPARATORS)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];
const PLACES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Several people or organisations in order. Each is a key of its own; its value is its place. */
export function readNamedList(
  field: string,
  text: string,
  known: readonly Named[],
  current: readonly string[],
): Reading {
  const wanted = partsOf(text).map(
    (part) => current.find((one) => nameOf(one) === part) ?? namedFrom(part, known),
  );
  if (wanted.length > PLACES.length) return refuse('TOO_MANY', { field, max: PLACES.length });
  const gone = current
    .filter((one) => !wanted.includes(one))
    .map((member) => ({ field, member, value: null }));
  const unchanged =
    gone.length === 0 && wanted.length === current.length && wanted.every((one, n) => one === current[n]);
  return unchanged
    ? cells()
    : cells(...gone, ...wanted.map((member, n) => ({ field, member, value: `a${PLACES[n]}` })));
}

export function suggestNamed(known: readonly Named[], typed: string): readonly GridOption[] {
  const wanted = typed.trim();
  return known
    .filter((one) => one.name.includes(wanted))
    .map((one) => ({ value: one.id, label: labelOf(one, known) }));
}
/** Suggestions for the last part; the label carries the parts before it. */
export function suggestNamedList(known: readonly Named[], typed: string): readonly GridOption[] {
  const parts = typed.split(SEPARATORS).map((part) => part.trim());
  const before = parts.slice(0, -1).filter(Boolean);
  return suggestNamed(
    known.filter((one) => !before.includes(one.name)),
    parts.at(-1) ?? '',
  ).map(({ value, label }) => ({
    value,
    label: [...before, label].join('、'),
  }));
}

export const typesText = (types: readonly string[]): string => types.map(valueWord).join('、');
export function readTypes(text: string, current: readonly string[]): Reading {
  const wanted: string[] = [];
  for (const part of partsOf(text)) {
    const type = MEASURE_TYPES.find((one) => one === part || valueWord(one) === part);
    if (!type)
      return refuse('NOT_IN_LIST', {
        field: 'types',
        value: part.slice(0, 20),
        options: MEASURE_TYPES.map(valueWord).join('、'),
      });
    wanted.push(type);
  }
  const changed = MEASURE_TYPES.filter((type) => wanted.includes(type) !== current.includes(type));
  return cells(
    ...changed.map((member) => ({ field: 'types', member, value: wanted.includes(member) ? true : null })),
  );
}

export const gridCounters = (): readonly GridCounter[] =>
  COUNTERS.map(({ id, unit }) => ({ id, label: counterWord(id), unit: unitWord(unit) }));
export const countersText = (counters: Readonly<Record<string, number>>): string =>
  COUNTERS.filter(({ id }) => counters[id] !== undefined)
    .map(({ id, unit }) => `${counterWord(id)} ${counters[id]} ${unitWord(unit)}`)
    .join('；');
export function readCounterValues(text: string, current: Readonly<Record<string, number>>): Reading {
  const values = readCounters(gridCounters(), text);
  if (!values) return refuse('BAD_NUMBER', { field: 'counters', value: text.slice(0, 20) });
  const edits = COUNTERS.flatMap(({ id }) => {
    const typed = values[id];
    const value = typed === undefined ? null : Number(typed);
    return value === (current[id] ?? null) ? [] : [{ field: 'counters', member: id, value }];
  });
  const wrong = edits.find(({ value }) => value !== null && !(Number.isFinite(value) && value >= 0));
  return wrong
    ? refuse('BAD_NUMBER', { field: 'counters', value: String(values[wrong.member] ?? '') })
    : cells(...edits);
}
