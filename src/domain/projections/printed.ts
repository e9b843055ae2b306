/** The lists as one table on paper: a problem's cells over the rows of its duties and tasks. Geometry only, no words. */
import type { DutyRow, Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';

/** One problem with its rows, in their order. */
export interface PrintedBranch {
  readonly problem: ProblemRow;
  /** running number in the ledger, from 1 */
  readonly number: number;
  readonly duties: readonly DutyRow[];
  readonly tasks: readonly TaskRow[];
}
/** A cell that begins in a row and covers `span` rows; `row` null: nothing there, one blank over all. */
export interface PrintedCell<R> {
  readonly row: R | null;
  readonly span: number;
}
/** null: covered by a cell further up. */
export interface PrintedRow {
  readonly duty: PrintedCell<DutyRow> | null;
  readonly task: PrintedCell<TaskRow> | null;
}

/** First and last row (from 0) of each of `count` cells: the n-th in row n, the last down to the end; none gives one blank. */
export function spansOf(count: number, rows: number): readonly (readonly [number, number])[] {
  if (count === 0) return [[0, rows - 1]];
  return Array.from({ length: count }, (_, n) => [n, n === count - 1 ? rows - 1 : n] as const);
}

/** Rows that a problem takes on paper: at least one. */
export const printedHeight = (branch: PrintedBranch): number =>
  Math.max(1, branch.duties.length, branch.tasks.length);

function byProblem<R extends DutyRow | TaskRow>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const known = found.get(row.problem);
    if (known) known.push(row);
    else found.set(row.problem, [row]);
  }
  return found;
}

/** Every problem of the lists with its rows. Rows in the bin have to be left out before. */
export function printedBranches(lists: Lists): readonly PrintedBranch[] {
  const duties = byProblem(lists.duties);
  const tasks = byProblem(lists.tasks);
  return lists.problems.map((problem, index) => ({
    problem,
    number: index + 1,
    duties: duties.get(problem.id) ?? [],
    tasks: tasks.get(problem.id) ?? [],
  }));
}

function cellsOf<R>(rows: readonly R[], height: number): readonly (PrintedCell<R> | null)[] {
  const cells: (PrintedCell<R> | null)[] = Array.from({ length: height }, () => null);
  spansOf(rows.length, height).forEach(([from, to], n) => {
    cells[from] = { row: rows[n] ?? null, span: to - from + 1 };
  });
  return cells;
}

export function printedRows(branch: PrintedBranch): readonly PrintedRow[] {
  const height = printedHeight(branch);
  const duties = cellsOf(branch.duties, height);
  const tasks = cellsOf(branch.tasks, height);
  return duties.map((duty, row) => ({ duty, task: tasks[row]! }));
}
