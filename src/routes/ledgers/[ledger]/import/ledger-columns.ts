/** What a column of a ledger file may be taken for, in the words of the page. */
import { getLocale } from '#messages/paraglide/runtime.js';
import { fieldWord, word } from '#messages/sentence.ts';

/** Of the field, where the column is one. */
export function columnWord(name: string): string {
  const own = word('column', name, getLocale());
  if (own !== name) return own;
  const words = ['problems', 'duties', 'tasks'].map((list) => fieldWord(list, name, getLocale()));
  return words.find((found) => found !== name) ?? name;
}
