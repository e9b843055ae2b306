/** The rows of a ledger by id and by problem, for commands that ask of many; agrees with the document's own index. */
import type { RowFacts } from '#domain/permissions.ts';
import { idOfNamed } from '#domain/lists/named.ts';
import type { DutyRow, Lists, Row, TaskRow } from '#domain/projections/rows.ts';

export interface ListsIndex {
  readonly row: (id: string) => Row | undefined;
  /** undeleted rows of a problem, in order */
  readonly duties: (problem: string) => readonly DutyRow[];
  readonly tasks: (problem: string) => readonly TaskRow[];
  /** what permissions need to know of the row (P3–P7) */
  readonly facts: (id: string, planPassed: boolean) => RowFacts;
}

function byProblem<R extends DutyRow | TaskRow>(rows: readonly R[]): ReadonlyMap<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    if (row.deleted) continue;
    const siblings = found.get(row.problem);
    if (siblings) siblings.push(row);
    else found.set(row.problem, [row]);
  }
  return found;
}

const idsOf = (leaders: readonly string[]): string[] => leaders.flatMap((leader) => idOfNamed(leader) ?? []);
const problemIdOf = (row: Row): string => (row.list === 'problems' ? row.id : row.problem);

export function indexLists(lists: Lists): ListsIndex {
  const rows = new Map<string, Row>();
  for (const row of [...lists.problems, ...lists.duties, ...lists.tasks]) rows.set(row.id, row);
  const duties = byProblem(lists.duties);
  const tasks = byProblem(lists.tasks);
  const leaders = (row: Row): string[] =>
    row.list === 'duties'
      ? idsOf(row.leaders)
      : [...new Set((duties.get(problemIdOf(row)) ?? []).flatMap((duty) => idsOf(duty.leaders)))];
  const facts = (id: string, planPassed: boolean): RowFacts => {
    const row = rows.get(id);
    const problem = row && rows.get(problemIdOf(row));
    return {
      list: row?.list ?? 'problems',
      exists: row !== undefined,
      deleted: row?.deleted ?? false,
      problemDeleted: problem?.deleted ?? false,
      problemStatus: problem?.list === 'problems' ? problem.status : '',
      planPassed,
      leaders: row ? leaders(row) : [],
      assigned: row?.list === 'tasks' && row.assigned !== null ? idOfNamed(row.assigned) : null,
    };
  };
  return {
    row: (id) => rows.get(id),
    duties: (problem) => duties.get(problem) ?? [],
    tasks: (problem) => tasks.get(problem) ?? [],
    facts,
  };
}
