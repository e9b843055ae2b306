/** A department's tasks under their units and problems, in the order they came in. */
import type { DepartmentProblem, DepartmentTask } from '#protocol/department.ts';

export interface ProblemGroup {
  readonly problem: DepartmentProblem;
  readonly tasks: readonly DepartmentTask[];
}
export interface UnitGroup {
  readonly ledger: string;
  readonly unitName: string;
  readonly roundName: string;
  readonly problems: readonly ProblemGroup[];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

export const groupsOf = (tasks: readonly DepartmentTask[]): readonly UnitGroup[] =>
  grouped(tasks, ({ ledger }) => ledger).map((ofUnit) => ({
    ledger: ofUnit[0].ledger,
    unitName: ofUnit[0].unitName,
    roundName: ofUnit[0].roundName,
    problems: grouped(ofUnit, ({ problem }) => problem.id).map((ofProblem) => ({
      problem: ofProblem[0].problem,
      tasks: ofProblem,
    })),
  }));
