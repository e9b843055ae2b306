/** The columns of the printed ledger: what stands in which, over which rows it is merged, and how wide it is. */
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { CellContent } from './package/sheet.ts';
import type { PaperColumn } from './paper-look.ts';
import {
  categoryOf,
  countersOf,
  dueOf,
  headOf,
  nameIn,
  namesIn,
  paperDay,
  statusWord,
  typesOf,
  valueWord,
} from './paper-words.ts';

/** Left-aligned where people write sentences, centred otherwise. */
type Kind = 'prose' | 'short' | 'number';
interface Of<List extends string, Row> extends PaperColumn {
  readonly list: List;
  readonly kind: Kind;
  /** `number` is the running number of the problem in its ledger */
  readonly value: (row: Row, number: number) => CellContent;
}
export type LedgerColumn = Of<'problems', ProblemRow> | Of<'duties', DutyRow> | Of<'tasks', TaskRow>;

const problem = (
  header: string,
  width: number,
  kind: Kind,
  value: (row: ProblemRow, number: number) => CellContent,
): LedgerColumn => ({ list: 'problems', header, width, kind, value });
const duty = (
  name: string,
  width: number,
  kind: Kind,
  value: (row: DutyRow) => CellContent,
): LedgerColumn => ({
  list: 'duties',
  header: headOf('duties', name),
  width,
  kind,
  value,
});
const task = (
  name: string,
  width: number,
  kind: Kind,
  value: (row: TaskRow) => CellContent,
): LedgerColumn => ({
  list: 'tasks',
  header: headOf('tasks', name),
  width,
  kind,
  value,
});

export const LEDGER_COLUMNS: readonly LedgerColumn[] = [
  problem('序号', 5, 'number', (_, number) => number),
  problem(headOf('problems', 'code'), 8, 'short', (row) => row.code),
  problem('问题类别', 11, 'short', categoryOf),
  problem('反馈问题', 32, 'prose', (row) => row.original),
  problem(headOf('problems', 'kind'), 8, 'short', (row) => valueWord(row.kind)),
  duty('cause', 21, 'prose', (row) => row.cause),
  duty('goal', 21, 'prose', (row) => row.goal),
  duty('leaders', 8, 'short', (row) => namesIn(row.leaders)),
  duty('leadDept', 8, 'short', (row) => row.leadDept),
  duty('clerk', 8, 'short', (row) => nameIn(row.clerk)),
  duty('coUnits', 10, 'short', (row) => namesIn(row.coUnits)),
  task('measure', 30, 'prose', (row) => row.measure),
  task('types', 8, 'short', typesOf),
  task('owner', 9, 'short', (row) => nameIn(row.owner)),
  task('due', 14, 'short', (row) => dueOf(row, paperDay)),
  task('progress', 28, 'prose', (row) => row.progress),
  task('completion', 7, 'short', (row) => valueWord(row.completion)),
  task('counters', 9, 'short', countersOf),
  task('evidenceCount', 6, 'short', (row) => (row.evidenceCount === 0 ? null : `${row.evidenceCount}份`)),
  task('note', 11, 'prose', (row) => row.note),
  problem('销号情况', 7, 'short', (row) => statusWord(row.status)),
];
