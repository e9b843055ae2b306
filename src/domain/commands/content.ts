/** What a reviewer sees of a problem, as one canonical text: opinions and signatures bind to its hash (W10). */
import type { ListsIndex } from '#domain/projections/lists-index.ts';
import type { ProblemRow, Row } from '#domain/projections/rows.ts';

/** Written by the review itself or by reviewers, so no part of what is reviewed. */
const NOT_CONTENT = new Set(['status', 'supervisionNote']);

/** JSON with sorted keys and no spaces; holds only strings, finite numbers, booleans, null, arrays and records. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`;
}

const content = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_CONTENT.has(name)));

/** The problem with its undeleted duties and tasks in order, without its state and the supervisors' notes. */
export const contentOfProblem = (index: ListsIndex, problem: ProblemRow): string =>
  canonical({
    problem: content(problem),
    duties: index.duties(problem.id).map(content),
    tasks: index.tasks(problem.id).map(content),
  });
