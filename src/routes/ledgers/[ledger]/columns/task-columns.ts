/** 任务清单: its columns in the order officials print them. */
import { COMPLETIONS, MEASURE_TYPES } from '#domain/lists/fields.ts';
import * as m from '#messages/paraglide/messages.js';
import { flagWord, valueWord } from '../../../words.ts';
import type { TaskLine } from '../views.ts';
import { column, type ColumnContext, type LedgerColumn } from './column.ts';
import { problemAbove } from './problem-above.ts';
import {
  countersText,
  flagOptions,
  gridCounters,
  nameOf,
  optionsOf,
  readCounterValues,
  readDate,
  readEnum,
  readFlag,
  readNamed,
  readText,
  readTypes,
  suggestNamed,
  typesText,
} from './readings.ts';

type Task = LedgerColumn<TaskLine>;
const prose = (
  field: 'measure' | 'progress' | 'extension' | 'note' | 'supervisionNote',
  width: number,
): Task =>
  column('tasks', field, width, { kind: 'prose', wrap: true, text: ({ row }) => row?.[field] ?? '' });
const flag = (field: 'immediate' | 'withinFocus' | 'longTerm', width: number): Task =>
  column('tasks', field, width, {
    kind: 'toggle',
    align: 'center',
    options: flagOptions(),
    text: ({ row }) => (row?.[field] ? flagWord(true) : ''),
    read: (text) => readFlag(field, text),
  });

export function taskColumns({ people, today }: ColumnContext): readonly Task[] {
  return [
    ...problemAbove<TaskLine>(today),
    column('tasks', 'code', 76, { kind: 'readonly', frozen: true, text: ({ row }) => row?.code ?? '' }),
    prose('measure', 216),
    column('tasks', 'types', 96, {
      kind: 'multi',
      wrap: true,
      options: optionsOf(MEASURE_TYPES),
      text: ({ row }) => typesText(row?.types ?? []),
      read: (text, { row }) => readTypes(text, row?.types ?? []),
    }),
    column('tasks', 'owner', 104, {
      kind: 'person',
      wrap: true,
      text: ({ row }) => nameOf(row?.owner ?? null),
      suggest: (typed) => suggestNamed(people, typed),
      read: (text, { row }) => readNamed('owner', text, people, row?.owner ?? null),
    }),
    column('tasks', 'due', 104, {
      kind: 'date',
      wrap: true,
      text: ({ row }) => row?.due ?? '',
      read: (text) => readDate('due', text),
    }),
    prose('progress', 240),
    column('tasks', 'completion', 96, {
      kind: 'enum',
      options: optionsOf(COMPLETIONS),
      text: ({ row }) => (row ? valueWord(row.completion) : ''),
      read: (text) => readEnum('completion', text, COMPLETIONS),
    }),
    column('tasks', 'counters', 132, {
      kind: 'counters',
      wrap: true,
      numbers: gridCounters(),
      text: ({ row }) => countersText(row?.counters ?? {}),
      read: (text, { row }) => readCounterValues(text, row?.counters ?? {}),
    }),
    column('tasks', 'evidenceCount', 72, {
      kind: 'readonly',
      text: ({ row }) => (row && row.evidenceCount > 0 ? m.evidence_count({ count: row.evidenceCount }) : ''),
    }),
    prose('extension', 180),
    prose('note', 140),
    column('tasks', 'dueText', 120, {
      kind: 'text',
      wrap: true,
      text: ({ row }) => row?.dueText ?? '',
      read: (text) => readText('dueText', text),
    }),
    flag('immediate', 80),
    flag('withinFocus', 108),
    flag('longTerm', 80),
    prose('supervisionNote', 200),
  ];
}
