/** The columns of the printed ledger in the language of the page; the workbook on the server has the same. */
import { COUNTERS } from '#domain/lists/fields.ts';
import { parsePerson } from '#domain/lists/named.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import * as m from '#messages/paraglide/messages.js';
import { counterWord, fieldLabel, statusWord, unitWord, valueWord } from '../../../words.ts';

interface Column<Row> {
  readonly header: string;
  /** share of the width */
  readonly width: number;
  /** sentences stand left, all else in the middle */
  readonly isProse: boolean;
  readonly value: (row: Row) => string;
}
export interface PrintColumns {
  readonly number: { readonly header: string; readonly width: number };
  readonly problem: readonly Column<ProblemRow>[];
  readonly duty: readonly Column<DutyRow>[];
  readonly task: readonly Column<TaskRow>[];
  /** of the problem, at the right end */
  readonly closing: Column<ProblemRow>;
}

const JOINT = '、';
/** a date stays on one line */
const UNBROKEN_HYPHEN = '\u2011';
const nameIn = (text: string | null): string => (text === null ? '' : parsePerson(text).name);
const namesIn = (texts: readonly string[]): string => texts.map(nameIn).join(JOINT);
const wordOf = (value: string | null): string => (value === null ? '' : valueWord(value));

const short = <Row>(header: string, width: number, value: (row: Row) => string): Column<Row> => ({
  header,
  width,
  isProse: false,
  value,
});
const prose = <Row>(header: string, width: number, value: (row: Row) => string): Column<Row> => ({
  header,
  width,
  isProse: true,
  value,
});

const dueOf = (task: TaskRow): string =>
  [
    (task.due ?? '').replaceAll('-', UNBROKEN_HYPHEN),
    task.dueText ?? '',
    task.immediate ? wordOf('immediate') : '',
    task.longTerm ? fieldLabel('tasks', 'longTerm') : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
const countersOf = (task: TaskRow): string =>
  COUNTERS.flatMap(({ id, unit }) =>
    task.counters[id] === undefined ? [] : [`${counterWord(id)} ${task.counters[id]} ${unitWord(unit)}`],
  ).join(JOINT);

/** Made anew for a page: the language may have changed. */
export function printColumns(): PrintColumns {
  const problem = (name: string): string => fieldLabel('problems', name);
  const duty = (name: string): string => fieldLabel('duties', name);
  const task = (name: string): string => fieldLabel('tasks', name);
  return {
    number: { header: m.print_number(), width: 6 },
    problem: [
      short(problem('code'), 8, (row) => row.code),
      short(m.print_category(), 11, (row) => [row.category, row.subcategory].filter(Boolean).join('\n')),
      prose(m.print_problem(), 30, (row) => row.original),
      short(problem('kind'), 10, (row) => wordOf(row.kind)),
    ],
    duty: [
      prose(duty('cause'), 21, (row) => row.cause),
      prose(duty('goal'), 21, (row) => row.goal),
      short(duty('leaders'), 9, (row) => namesIn(row.leaders)),
      short(duty('leadDept'), 10, (row) => row.leadDept ?? ''),
      short(duty('clerk'), 8, (row) => nameIn(row.clerk)),
      short(duty('coUnits'), 10, (row) => namesIn(row.coUnits)),
    ],
    task: [
      prose(task('measure'), 29, (row) => row.measure),
      short(task('types'), 10, (row) => row.types.map(wordOf).join(JOINT)),
      short(task('owner'), 10, (row) => nameIn(row.owner)),
      short(task('due'), 13, dueOf),
      prose(task('progress'), 28, (row) => row.progress),
      short(task('completion'), 10, (row) => wordOf(row.completion)),
      short(task('counters'), 10, countersOf),
      short(task('evidenceCount'), 6, (row) =>
        row.evidenceCount === 0 ? '' : m.print_evidence({ count: row.evidenceCount }),
      ),
      prose(task('note'), 11, (row) => row.note),
    ],
    closing: short(m.print_closing(), 10, (row) => statusWord(row.status)),
  };
}
