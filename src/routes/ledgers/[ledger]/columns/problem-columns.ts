/** 问题清单: its columns in the order officials print them. */
import { CATEGORY, offeredBelow, offeredWords, type Dictionary } from '#domain/dictionaries.ts';
import { KINDS, NATURES, SOURCES } from '#domain/lists/fields.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import * as m from '#messages/paraglide/messages.js';
import { dayAndTime } from '../../../when.ts';
import { flagWord, statusWord, valueWord } from '../../../words.ts';
import { column, type ColumnContext, type LedgerColumn } from './column.ts';
import {
  flagOptions,
  optionsOf,
  readDate,
  readEnum,
  readFlag,
  readMember,
  readText,
  suggestWords,
} from './readings.ts';

type Problem = LedgerColumn<ProblemRow>;
const prose = (field: 'symptom' | 'supervisionNote', width: number): Problem =>
  column('problems', field, width, { kind: 'prose', wrap: true, text: (row) => row[field] });
/** Offered by the office's dictionary, free beyond it (A24). */
const line = (
  field: 'category' | 'subcategory',
  width: number,
  offered: (row: ProblemRow) => readonly string[],
): Problem =>
  column('problems', field, width, {
    kind: 'person',
    wrap: true,
    text: (row) => row[field] ?? '',
    suggest: (typed, row) => suggestWords(offered(row), typed),
    read: (text) => readText(field, text),
  });
/** A dictionary beside the categories is a column of its own. */
const sorted = (dictionary: Dictionary): Problem => ({
  ...column<ProblemRow>('problems', 'categories', 128, {
    kind: 'person',
    wrap: true,
    text: (row) => row.categories[dictionary.id] ?? '',
    suggest: (typed) => suggestWords(offeredWords(dictionary), typed),
    read: (text) => readMember('categories', dictionary.id, text),
  }),
  id: `categories:${dictionary.id}`,
  title: dictionary.name,
});
const shown = (field: string, width: number, text: (row: ProblemRow) => string): Problem =>
  column('problems', field, width, { kind: 'readonly', wrap: true, text });

const claimText = (row: ProblemRow, people: ColumnContext['people']): string =>
  Object.entries(row.claim)
    .map(
      ([person, at]) => `${people.find(({ id }) => id === person)?.name ?? m.somebody()} ${dayAndTime(at)}`,
    )
    .join('\n');

/** 编号 and 反馈原文 say which problem it is, so they stand first and stay; the rest keeps the official order. */
export function problemColumns({ people, dictionaries }: ColumnContext): readonly Problem[] {
  const categories = dictionaries.find(({ id }) => id === CATEGORY);
  return [
    column('problems', 'code', 92, { kind: 'readonly', frozen: true, wrap: true, text: (row) => row.code }),
    column('problems', 'original', 272, {
      kind: 'readonly',
      frozen: true,
      wrap: true,
      text: (row) => row.original,
    }),
    column('problems', 'source', 88, {
      kind: 'enum',
      wrap: true,
      options: optionsOf(SOURCES),
      text: (row) => (row.source ? valueWord(row.source) : ''),
      read: (text) => readEnum('source', text, SOURCES),
    }),
    line('category', 112, () => offeredWords(categories)),
    line('subcategory', 112, (row) => offeredBelow(categories, row.category)),
    ...dictionaries.filter(({ id, retired }) => id !== CATEGORY && !retired).map(sorted),
    prose('symptom', 180),
    column('problems', 'nature', 80, {
      kind: 'enum',
      wrap: true,
      options: optionsOf(NATURES),
      text: (row) => (row.nature ? valueWord(row.nature) : ''),
      read: (text) => readEnum('nature', text, NATURES),
    }),
    column('problems', 'kind', 88, {
      kind: 'enum',
      wrap: true,
      options: optionsOf(KINDS),
      text: (row) => (row.kind ? valueWord(row.kind) : ''),
      read: (text) => readEnum('kind', text, KINDS),
    }),
    column('problems', 'key', 72, {
      kind: 'toggle',
      align: 'center',
      options: flagOptions(),
      text: (row) => (row.key ? flagWord(true) : ''),
      read: (text) => readFlag('key', text),
    }),
    shown('previousId', 80, (row) => row.previousId ?? ''),
    shown('claim', 116, (row) => claimText(row, people)),
    column('problems', 'due', 104, {
      kind: 'date',
      wrap: true,
      text: (row) => row.due ?? '',
      read: (text) => readDate('due', text),
    }),
    shown('status', 92, (row) => statusWord(row.status)),
    shown('completion', 92, (row) => valueWord(row.completion)),
    shown('evidenceCount', 64, (row) =>
      row.evidenceCount > 0 ? m.evidence_count({ count: row.evidenceCount }) : '',
    ),
    prose('supervisionNote', 200),
  ];
}
