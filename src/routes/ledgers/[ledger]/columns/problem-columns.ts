/** 问题清单: its columns in the order officials print them. */
import { KINDS, NATURES, SOURCES } from '#domain/lists/fields.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import * as m from '#messages/paraglide/messages.js';
import { dayAndTime } from '../../../when.ts';
import { flagWord, statusWord, valueWord } from '../../../words.ts';
import { lightOfProblem } from '../light.ts';
import { column, type ColumnContext, type LedgerColumn } from './column.ts';
import { flagOptions, optionsOf, readDate, readEnum, readFlag, readText } from './readings.ts';

type Problem = LedgerColumn<ProblemRow>;
const prose = (field: 'symptom' | 'supervisionNote', width: number): Problem =>
  column('problems', field, width, { kind: 'prose', wrap: true, text: (row) => row[field] });
const line = (field: 'category' | 'subcategory', width: number): Problem =>
  column('problems', field, width, { kind: 'text', wrap: true, text: (row) => row[field] ?? '', read: (text) => readText(field, text) });
const shown = (field: string, width: number, text: (row: ProblemRow) => string): Problem =>
  column('problems', field, width, { kind: 'readonly', wrap: true, text });

const claimText = (row: ProblemRow, people: ColumnContext['people']): string =>
  Object.entries(row.claim)
    .map(([person, at]) => `${people.find(({ id }) => id === person)?.name ?? m.somebody()} ${dayAndTime(at)}`)
    .join('\n');

export function problemColumns({ people, today }: ColumnContext): readonly Problem[] {
  return [
    column('problems', 'code', 64, { kind: 'readonly', frozen: true, text: (row) => row.code }),
    column('problems', 'original', 300, { kind: 'readonly', frozen: true, wrap: true, text: (row) => row.original }),
    shown('status', 96, (row) => statusWord(row.status)),
    column('problems', 'due', 112, {
      kind: 'date',
      wrap: true,
      text: (row) => row.due ?? '',
      read: (text) => readDate('due', text),
    }),
    { id: 'light', title: m.column_light(), width: 92, kind: 'readonly', text: (row) => lightOfProblem(row, today).words },
    shown('completion', 92, (row) => valueWord(row.completion)),
    column('problems', 'kind', 96, {
      kind: 'enum',
      options: optionsOf(KINDS),
      text: (row) => (row.kind ? valueWord(row.kind) : ''),
      read: (text) => readEnum('kind', text, KINDS),
    }),
    line('category', 132),
    line('subcategory', 132),
    prose('symptom', 240),
    column('problems', 'source', 104, {
      kind: 'enum',
      options: optionsOf(SOURCES),
      text: (row) => (row.source ? valueWord(row.source) : ''),
      read: (text) => readEnum('source', text, SOURCES),
    }),
    column('problems', 'nature', 88, {
      kind: 'enum',
      options: optionsOf(NATURES),
      text: (row) => (row.nature ? valueWord(row.nature) : ''),
      read: (text) => readEnum('nature', text, NATURES),
    }),
    column('problems', 'key', 80, {
      kind: 'toggle',
      align: 'center',
      options: flagOptions(),
      text: (row) => (row.key ? flagWord(true) : ''),
      read: (text) => readFlag('key', text),
    }),
    shown('claim', 150, (row) => claimText(row, people)),
    shown('evidenceCount', 72, (row) => (row.evidenceCount > 0 ? m.evidence_count({ count: row.evidenceCount }) : '')),
    shown('previousId', 88, (row) => row.previousId ?? ''),
    prose('supervisionNote', 220),
  ];
}
