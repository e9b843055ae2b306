/** Duties and tasks with the problem above them, as the two lists print them; unchanged rows keep their identity. */
import type { DutyRow, Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';

/** `row` is null where a problem has no duty (or task) yet: its line invites to write the first one. */
export interface Under<R> {
  readonly id: string;
  readonly row: R | null;
  readonly problem: ProblemRow;
}
export type DutyLine = Under<DutyRow>;
export type TaskLine = Under<TaskRow>;

const BLANK = 'blank-';
export const isBlank = (id: string): boolean => id.startsWith(BLANK);

/** Keeps lines between calls; one for each list of a page. */
export function linesUnder<R extends DutyRow | TaskRow>(): (
  problems: readonly ProblemRow[],
  rows: readonly R[],
) => Under<R>[] {
  const made = new WeakMap<R, Under<R>>();
  const blanks = new WeakMap<ProblemRow, Under<R>>();
  return (problems, rows) => {
    const byProblem = new Map<string, R[]>();
    for (const row of rows) {
      const siblings = byProblem.get(row.problem);
      if (siblings) siblings.push(row);
      else byProblem.set(row.problem, [row]);
    }
    return problems.flatMap((problem) => {
      const own = byProblem.get(problem.id);
      if (!own) {
        const kept = blanks.get(problem) ?? { id: `${BLANK}${problem.id}`, row: null, problem };
        blanks.set(problem, kept);
        return [kept];
      }
      return own.map((row) => {
        const kept = made.get(row);
        if (kept?.problem === problem) return kept;
        const line = { id: row.id, row, problem };
        made.set(row, line);
        return line;
      });
    });
  };
}

/** What of the ledger is shown: all, or the problems behind a figure. */
export const SHOWS = [
  'all',
  'waiting',
  'mine',
  'overdue',
  'soon',
  'review',
  'open',
  'basicallyDone',
  'reported',
  'longTerm',
  'closed',
] as const;
export type Show = (typeof SHOWS)[number];
export const isShow = (value: string | null): value is Show =>
  (SHOWS as readonly (string | null)[]).includes(value);

export const problemsOf = (lists: Lists, wanted: (problem: ProblemRow) => boolean): readonly ProblemRow[] =>
  lists.problems.every(wanted) ? lists.problems : lists.problems.filter(wanted);
