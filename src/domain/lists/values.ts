/** Whether a value may stand in a field: type, enum, length, date, bounds (docs/rules.md F3–F10). Who may write it is not asked here. */
import { generateKeyBetween } from 'fractional-indexing';
import { classificationMark } from '#domain/lists/classification.ts';
import {
  COUNTERS,
  LISTS,
  MEASURE_TYPES,
  type Field,
  type FieldType,
  type MemberKind,
} from '#domain/lists/fields.ts';
import { isNamed, parsePerson } from '#domain/lists/named.ts';
import { isId } from '#domain/ids.ts';
import { GRANTED, refuse, type Refusal, type RefusalCode, type Verdict } from '#domain/refusals.ts';

export { parsePerson } from '#domain/lists/named.ts';

/** Alphabet of fractional indexes. */
const ORDER = /^[0-9A-Za-z]+$/;

/** F4: the library that makes places between two others throws on a malformed one, for good; so none may come in. */
function isPlace(text: string): boolean {
  if (!ORDER.test(text)) return false;
  try {
    return generateKeyBetween(text, null) > text && generateKeyBetween(null, text) < text;
  } catch {
    return false;
  }
}
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;
/** Line breaks and tabs are text; other control characters and halves of surrogate pairs are not. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const LONELY = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Ids of category dictionaries. */
const DICTIONARY = /^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/;

/** F4: lengths are counted in UTF-16 units, as the texts of the document are. */
export const lengthOf = (text: string): number => text.length;

/** A day of the calendar, written `YYYY-MM-DD`, from 1900 to 2199. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

type No = (code: RefusalCode, more?: Readonly<Record<string, string | number>>) => Refusal;

function checkText(text: string, max: number, no: No, typing = false): Verdict {
  if (lengthOf(text) > max) return no('TOO_LONG', { max });
  if (CONTROL.test(text) || LONELY.test(text)) return no('WRONG_TYPE');
  const mark = classificationMark(text, typing);
  return mark === undefined ? GRANTED : no('CLASSIFIED_TEXT', { mark });
}

function checkNumber(value: number, type: FieldType & { kind: 'number' }, no: No): Verdict {
  const { min, max, decimals } = type;
  const within = Number.isFinite(value) && value >= min && value <= max && !Object.is(value, -0);
  return within && Number(value.toFixed(decimals)) === value
    ? GRANTED
    : no('BAD_NUMBER', { min, max, decimals });
}

/** Check a present value (not null) of a type. */
function checkType(value: unknown, type: FieldType, field: string): Verdict {
  const no: No = (code, more = {}) => refuse(code, { field, ...more });
  if (type.kind === 'boolean') return typeof value === 'boolean' ? GRANTED : no('WRONG_TYPE');
  if (type.kind === 'tick') return value === true ? GRANTED : no('WRONG_TYPE');
  if (type.kind === 'number')
    return typeof value === 'number' ? checkNumber(value, type, no) : no('WRONG_TYPE');
  if (typeof value !== 'string') return no('WRONG_TYPE');
  switch (type.kind) {
    case 'string':
    case 'prose':
      return checkText(value, type.max, no);
    case 'owner':
      return value.startsWith('@') && !isNamed(value) ? no('BAD_REFERENCE') : checkText(value, type.max, no);
    case 'enum':
      return type.values.includes(value) ? GRANTED : no('NOT_IN_LIST');
    case 'list':
      return (LISTS as readonly string[]).includes(value) ? GRANTED : no('NOT_IN_LIST');
    case 'date':
      return isDay(value) ? GRANTED : no('BAD_DATE');
    case 'time':
      return INSTANT.test(value) && isDay(value.slice(0, 10)) ? GRANTED : no('BAD_DATE');
    case 'row':
      return isId(value) ? GRANTED : no('BAD_REFERENCE');
    case 'order':
      if (value.length > type.max) return no('TOO_LONG', { max: type.max });
      return isPlace(value) ? GRANTED : no('WRONG_TYPE');
    case 'person':
    case 'organisation':
      return isNamed(value)
        ? checkText(value, value.length, no)
        : no(value.length > 0 ? 'BAD_REFERENCE' : 'EMPTY_TEXT');
  }
}

/** F3: null clears a cell, but a row keeps its list, its problem and its order; a prose text is never null. */
const clearable = (field: Field): boolean =>
  field.held !== 'once' &&
  field.type.kind !== 'prose' &&
  (field.name !== 'order' || field.member !== undefined);

/**
 * May this value stand in this field? Codes: WRONG_TYPE, TOO_LONG, NOT_IN_LIST, BAD_DATE, BAD_NUMBER, BAD_REFERENCE,
 * EMPTY_TEXT, CLASSIFIED_TEXT; `params.field` names the field.
 */
export function checkValue(field: Field, value: unknown): Verdict {
  if (value === null) return clearable(field) ? GRANTED : refuse('WRONG_TYPE', { field: field.name });
  return checkType(value, field.type, field.name);
}

/** F10: the same for a shared text that somebody is typing in: a grade alone on a line may be the beginning of a sentence. */
export function checkTyping(field: Field, text: string): Verdict {
  if (field.type.kind !== 'prose') return refuse('WRONG_TYPE', { field: field.name });
  const no: No = (code, more = {}) => refuse(code, { field: field.name, ...more });
  return checkText(text, field.type.max, no, true);
}

/** Text outside the lists (reasons, opinions, titles): same rules, its own limit. */
export const checkFreeText = (field: string, text: string, max: number): Verdict =>
  checkText(text, max, (code, more = {}) => refuse(code, { field, ...more }));

const MEMBERS: Readonly<Record<MemberKind, (member: string) => boolean>> = {
  dictionary: (member) => DICTIONARY.test(member),
  person: isNamed,
  organisation: isNamed,
  measureType: (member) => (MEASURE_TYPES as readonly string[]).includes(member),
  counter: (member) => COUNTERS.some((counter) => counter.id === member),
};

/** F5: may this be a member of the field? A field without members takes none. */
export function checkMember(field: Field, member: string | undefined): Verdict {
  if (field.member === undefined || member === undefined) {
    return field.member === undefined && member === undefined
      ? GRANTED
      : refuse('NO_SUCH_FIELD', { field: field.name });
  }
  if (!MEMBERS[field.member](member)) {
    const code =
      field.member === 'person' || field.member === 'organisation' ? 'BAD_REFERENCE' : 'NOT_IN_LIST';
    return refuse(code, { field: field.name });
  }
  const named = field.member === 'person' || field.member === 'organisation';
  const mark = named ? classificationMark(parsePerson(member).name) : undefined;
  return mark === undefined ? GRANTED : refuse('CLASSIFIED_TEXT', { field: field.name, mark });
}
