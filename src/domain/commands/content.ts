/** What a reviewer sees of a problem, as one canonical text: opinions and signatures bind to its hash (W10). */
import { canonical } from '#domain/commands/canonical.ts';
import type { ListsIndex } from '#domain/projections/lists-index.ts';
import type { ProblemRow, Row } from '#domain/projections/rows.ts';

/** Written by the review itself or by reviewers, so no part of what is reviewed. */
const NOT_CONTENT = new Set(['status', 'supervisionNote']);

const content = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_CONTENT.has(name)));

/** The problem with its undeleted duties and tasks in order, without its state and the supervisors' notes. */
export const contentOfProblem = (index: ListsIndex, problem: ProblemRow): string =>
  canonical({
    problem: content(problem),
    duties: index.duties(problem.id).map(content),
    tasks: index.tasks(problem.id).map(content),
  });
