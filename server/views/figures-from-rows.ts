/** The figures of one ledger counted from its current rows in SQL alone: the same domain functions as over a document. */
import { completionOf, longTermOf } from '#domain/projections/derived.ts';
import {
  figuresOf,
  type CountedProblem,
  type FigureSettings,
  type Figures,
} from '#domain/projections/figures.ts';
import type { Completion, Kind } from '#domain/projections/rows.ts';

/** The columns of row_current that figures depend on. */
export interface CountedRow {
  readonly row: string;
  readonly list: string;
  readonly problem: string | null;
  readonly deleted: number;
  readonly status: string | null;
  readonly kind: string | null;
  readonly due: string | null;
  readonly completion: string | null;
  readonly long_term: number;
}

interface CountedTask {
  readonly completion: Completion;
  readonly longTerm: boolean;
}

/**
 * The problems as figures count them, in the order of the rows. Completion and long-term of a problem are derived from
 * its tasks (R5, R6), never taken from its own columns.
 */
export function countedProblems(
  rows: readonly CountedRow[],
): readonly (CountedProblem & { readonly row: string })[] {
  const tasks = new Map<string, CountedTask[]>();
  for (const row of rows) {
    if (row.list !== 'tasks' || row.deleted === 1 || row.problem === null) continue;
    const task = { completion: (row.completion ?? '未完成') as Completion, longTerm: row.long_term === 1 };
    const siblings = tasks.get(row.problem);
    if (siblings) siblings.push(task);
    else tasks.set(row.problem, [task]);
  }
  return rows
    .filter((row) => row.list === 'problems')
    .map((row) => {
      const own = tasks.get(row.row) ?? [];
      return {
        row: row.row,
        status: row.status ?? '',
        deleted: row.deleted === 1,
        kind: row.kind as Kind | null,
        due: row.due,
        completion: completionOf(own),
        longTerm: longTermOf(own),
      };
    });
}

/** Figures of a day (`YYYY-MM-DD`). */
export const figuresFromRows = (
  rows: readonly CountedRow[],
  today: string,
  settings: FigureSettings,
): Figures => figuresOf({ problems: countedProblems(rows) }, today, settings);
