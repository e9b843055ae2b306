/** What the cells of a machine sheet say, read as a person may have left them. */
import { MEASURE_TYPES, type Field } from '#domain/lists/fields.ts';
import { textFromMachine } from '#paper/machine-sheet.ts';

/** Strings that a row always has; every other string may be null. */
const ALWAYS_TEXT = new Set(['code', 'original', 'status', 'order', 'problem']);
const LISTS_OF_MEMBERS = new Set(['leaders', 'coUnits', 'types']);
const YES = new Set(['是', 'TRUE', 'true', '1']);
const NO = new Set(['否', 'FALSE', 'false', '0']);

/** The cell holds nothing that the field could hold. */
export const UNREADABLE = Symbol('unreadable');

function emptyValue(field: Field): unknown {
  if (field.member) return LISTS_OF_MEMBERS.has(field.name) ? [] : {};
  if (field.type.kind === 'boolean') return false;
  if (field.type.kind === 'number') return 0;
  if (field.type.kind === 'prose' || ALWAYS_TEXT.has(field.name)) return '';
  return field.name === 'completion' ? '未完成' : null;
}

/** As it was written, canonical JSON; a list may also have been typed with 、 between its members. */
function membersIn(field: Field, text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      Array.isArray(parsed) === LISTS_OF_MEMBERS.has(field.name)
    )
      return parsed;
  } catch {
    // what is no JSON was typed by a person
  }
  if (!LISTS_OF_MEMBERS.has(field.name) || /^[[{]/u.test(text)) return UNREADABLE;
  const typed = text.split(/[、，,;；\n]/u).map((member) => member.trim());
  const members = [...new Set(typed.filter((member) => member !== ''))];
  return field.name === 'types' ? MEASURE_TYPES.filter((type) => members.includes(type)) : members;
}

/** `text`: what the sheet shows of the cell, `''` for an empty one. */
export function valueIn(field: Field, text: string): unknown {
  if (text === '') return emptyValue(field);
  if (field.member) return membersIn(field, text);
  if (field.type.kind === 'boolean') return YES.has(text) ? true : NO.has(text) ? false : UNREADABLE;
  if (field.type.kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : UNREADABLE;
  return textFromMachine(text);
}
