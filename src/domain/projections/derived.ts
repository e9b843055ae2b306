/** Derived fields of the lists (docs/rules.md R5–R8): computed from other rows, never stored. */
import type { Completion, DutyRow, Lists, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';

/** R5: 已完成 if all tasks are, 基本完成 if all are at least that, else (or with no tasks) 未完成. */
export function completionOf(tasks: readonly Pick<TaskRow, 'completion'>[]): Completion {
  if (tasks.length === 0 || tasks.some((task) => task.completion === '未完成')) return '未完成';
  return tasks.every((task) => task.completion === '已完成') ? '已完成' : '基本完成';
}

/** R6: a problem is long-term as soon as one of its tasks is. */
export const longTermOf = (tasks: readonly Pick<TaskRow, 'longTerm'>[]): boolean =>
  tasks.some((task) => task.longTerm);

/** R7: the problem's code and the running number among its undeleted tasks; empty for a task in the bin. */
export const taskCodeOf = (problemCode: string, number: number): string => `${problemCode}-${number}`;

/** R3: by fractional order, then by id. */
export const byOrder = (a: Row, b: Row): number => {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

/** One problem with its rows, in order, their derived fields still blank. */
export interface ProblemBranch {
  readonly problem: ProblemRow;
  readonly duties: readonly DutyRow[];
  readonly tasks: readonly TaskRow[];
}

/** Fill in the derived fields of one problem and its rows; a row whose derived fields are right stays the same object. */
export function deriveBranch(branch: ProblemBranch): ProblemBranch {
  const undeleted = branch.tasks.filter((task) => !task.deleted);
  const completion = completionOf(undeleted);
  const longTerm = longTermOf(undeleted);
  const { problem } = branch;
  let number = 0;
  return {
    problem:
      problem.completion === completion && problem.longTerm === longTerm
        ? problem
        : { ...problem, completion, longTerm },
    duties: branch.duties.map((duty) => (duty.due === problem.due ? duty : { ...duty, due: problem.due })),
    tasks: branch.tasks.map((task) => {
      const code = task.deleted ? '' : taskCodeOf(problem.code, (number += 1));
      return task.code === code ? task : { ...task, code };
    }),
  };
}

/** What people see: rows in the bin left out, and with a problem in the bin its duties and tasks (R4). */
export function undeleted(lists: Lists): Lists {
  const problems = lists.problems.filter((problem) => !problem.deleted);
  const standing = new Set<string>(problems.map((problem) => problem.id));
  const stands = (row: DutyRow | TaskRow): boolean => !row.deleted && standing.has(row.problem);
  return { problems, duties: lists.duties.filter(stands), tasks: lists.tasks.filter(stands) };
}
