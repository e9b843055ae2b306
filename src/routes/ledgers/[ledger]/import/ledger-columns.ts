/** What a column of a ledger file may be taken for, in the words of the page. */
import { getLocale } from '#messages/paraglide/runtime.js';
import { fieldWord, word } from '#messages/sentence.ts';

/** As the reader of ledger files names them. */
export const LEDGER_COLUMNS = [
  'seq',
  'code',
  'source',
  'category',
  'subcategory',
  'original',
  'kind',
  'nature',
  'cause',
  'goal',
  'firstHead',
  'leaders',
  'leadDept',
  'clerk',
  'coUnits',
  'supervisorOrg',
  'countyLeader',
  'measure',
  'types',
  'owner',
  'due',
  'progress',
  'completion',
  'extension',
  'evidence',
  'opinion',
  'closedOn',
  'note',
] as const;

/** Of the field, where the column is one. */
export function columnWord(name: string): string {
  const own = word('column', name, getLocale());
  if (own !== name) return own;
  const words = ['problems', 'duties', 'tasks'].map((list) => fieldWord(list, name, getLocale()));
  return words.find((found) => found !== name) ?? name;
}
