/** People and organisations in cells: a printed name, or `@ID NAME` (rule F6). Only an id grants rights. */
import type { PersonId } from '#domain/ids.ts';
import type { NamedPerson } from '#domain/projections/rows.ts';

/** Longest printed name, in characters. */
export const NAME_CHARS_MAX = 60;
const WITH_ID = /^@([0-9A-Za-z]{16}) (\S.*)$/u;

/** `@ID NAME` taken apart; a plain name has no id. */
export function parsePerson(text: string): NamedPerson {
  const match = WITH_ID.exec(text);
  return match ? { id: match[1] as PersonId, name: match[2]! } : { id: null, name: text };
}

export const idOfNamed = (text: string): PersonId | null => parsePerson(text).id;
/** The string of a person or organisation of the system; a name is cut to what a cell may hold. */
export const formatNamed = (id: string, name: string): string =>
  `@${id} ${Array.from(name.trim()).slice(0, NAME_CHARS_MAX).join('').trimEnd()}`;

const characters = (text: string): number => Array.from(text).length;

/** One line, not blank, no spaces around it, name of at most 60 characters; an `@` opens only a well-formed id. */
export function isNamed(text: string): boolean {
  const { id, name } = parsePerson(text);
  if (id === null && name.startsWith('@')) return false;
  return (
    name.length > 0 &&
    name.trim() === name &&
    !/[\p{Cc}\u2028\u2029]/u.test(name) &&
    characters(name) <= NAME_CHARS_MAX
  );
}
