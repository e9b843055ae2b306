/** The problem above a duty or task, shown once beside all its rows as on the printed form; written only in its own list. */
import type { ProblemRow } from '#domain/projections/rows.ts';
import * as m from '#messages/paraglide/messages.js';
import { statusWord } from '../../../words.ts';
import { lightOfProblem } from '../light.ts';
import type { LedgerColumn } from './column.ts';

export function problemAbove<R extends { readonly problem: ProblemRow }>(
  today: string,
): readonly LedgerColumn<R>[] {
  const above = (problem: ProblemRow): string =>
    [
      `${problem.code}　${statusWord(problem.status)}　${lightOfProblem(problem, today).words}`,
      problem.original,
    ].join('\n');
  return [
    {
      id: 'problem',
      title: m.column_problem(),
      width: 216,
      kind: 'readonly',
      frozen: true,
      wrap: true,
      text: (line) => above(line.problem),
      merge: (line) => line.problem.id,
    },
  ];
}
