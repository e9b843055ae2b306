/** Rows in any order as the three lists that a document's projection has: in their order, with their derived fields (R3, R5–R8). */
import { byOrder, deriveBranch } from '#domain/projections/derived.ts';
import type { DutyRow, Lists, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';

/** Problems in order, the others by problem and order; a row whose problem is not there is left out (R1). */
export function arranged(rows: readonly Row[]): Lists {
  const below = new Map<string, { duties: DutyRow[]; tasks: TaskRow[] }>();
  const problems = rows.filter((row): row is ProblemRow => row.list === 'problems').sort(byOrder);
  for (const { id } of problems) below.set(id, { duties: [], tasks: [] });
  for (const row of rows) {
    if (row.list === 'duties') below.get(row.problem)?.duties.push(row);
    else if (row.list === 'tasks') below.get(row.problem)?.tasks.push(row);
  }
  const branches = problems.map((problem) => {
    const { duties, tasks } = below.get(problem.id)!;
    return deriveBranch({ problem, duties: duties.sort(byOrder), tasks: tasks.sort(byOrder) });
  });
  return {
    problems: branches.map((branch) => branch.problem),
    duties: branches.flatMap((branch) => branch.duties),
    tasks: branches.flatMap((branch) => branch.tasks),
  };
}
