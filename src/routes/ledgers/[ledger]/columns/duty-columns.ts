/** 责任清单: its columns in the order officials print them. */
import type { DutyRow } from '#domain/projections/rows.ts';
import type { DutyLine } from '../views.ts';
import { column, type ColumnContext, type LedgerColumn } from './column.ts';
import { problemAbove } from './problem-above.ts';
import {
  nameOf,
  readNamed,
  readNamedList,
  readText,
  suggestNamed,
  suggestNamedList,
  type Named,
} from './readings.ts';

type Duty = LedgerColumn<DutyLine>;
const prose = (field: 'cause' | 'goal', width: number): Duty =>
  column('duties', field, width, { kind: 'prose', wrap: true, text: ({ row }) => row?.[field] ?? '' });
const one = (
  field: 'firstHead' | 'clerk' | 'supervisorOrg' | 'countyLeader',
  width: number,
  known: readonly Named[],
): Duty =>
  column('duties', field, width, {
    kind: 'person',
    wrap: true,
    text: ({ row }) => nameOf(row?.[field] ?? null),
    suggest: (typed) => suggestNamed(known, typed),
    read: (text, { row }) => readNamed(field, text, known, row?.[field] ?? null),
  });
const several = (field: 'leaders' | 'coUnits', width: number, known: readonly Named[]): Duty =>
  column('duties', field, width, {
    kind: 'person',
    wrap: true,
    text: ({ row }) => (row?.[field] ?? []).map(nameOf).join('、'),
    suggest: (typed) => suggestNamedList(known, typed),
    read: (text, { row }) => readNamedList(field, text, known, row?.[field] ?? []),
  });
const due = (row: DutyRow | null, otherwise: string | null): string => (row ? row.due : otherwise) ?? '';

export function dutyColumns({ people, organisations, today }: ColumnContext): readonly Duty[] {
  return [
    ...problemAbove<DutyLine>(today),
    prose('cause', 240),
    prose('goal', 240),
    one('firstHead', 104, people),
    several('leaders', 128, people),
    column('duties', 'leadDept', 112, {
      kind: 'text',
      wrap: true,
      text: ({ row }) => row?.leadDept ?? '',
      read: (text) => readText('leadDept', text),
    }),
    one('clerk', 92, people),
    several('coUnits', 140, organisations),
    one('supervisorOrg', 140, organisations),
    one('countyLeader', 112, people),
    column('duties', 'due', 104, { kind: 'readonly', text: ({ row, problem }) => due(row, problem.due) }),
  ];
}
