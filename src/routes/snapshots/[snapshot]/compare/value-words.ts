/** Values of fields in words, as the lists show them. */
import type { FieldValue } from '#domain/comparison/difference.ts';
import { COUNTERS } from '#domain/lists/fields.ts';
import { parsePerson } from '#domain/lists/named.ts';
import * as m from '#messages/paraglide/messages.js';
import { counterWord, flagWord, statusWord, unitWord, valueWord } from '../../../words.ts';

const SEPARATOR = '、';
const isBlank = (value: FieldValue): boolean =>
  value === null ||
  value === '' ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function recordInWords(field: string, record: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(record);
  if (field === 'claim') return m.compare_claims({ count: entries.length });
  if (field !== 'counters') return entries.map(([, item]) => String(item)).join(SEPARATOR);
  return entries
    .map(([id, count]) => {
      const unit = COUNTERS.find((counter) => counter.id === id)?.unit ?? '';
      return `${counterWord(id)} ${count} ${unitWord(unit)}`.trim();
    })
    .join(SEPARATOR);
}

/** Empty where the field holds nothing. */
export function inWords(field: string, value: FieldValue): string {
  if (isBlank(value) || value === null) return '';
  if (typeof value === 'boolean') return flagWord(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string')
    return Array.isArray(value)
      ? value.map((one) => valueWord(parsePerson(String(one)).name)).join(SEPARATOR)
      : recordInWords(field, value as Readonly<Record<string, string | number>>);
  if (field === 'status') return statusWord(value);
  return valueWord(parsePerson(value).name);
}

/** Fields whose value says nothing to a reader: that it changed is all there is to tell. */
export const isPlace = (field: string): boolean => field === 'order' || field === 'previousId';
