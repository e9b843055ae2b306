/** What review records add to the figures: returns, closings of a week, and what a leader is asked to look at (C11–C13). */
import { mondayOf } from '#domain/calendar-days.ts';
import { clockOfProblem, type ClockedProblem } from '#domain/deadlines.ts';
import {
  COUNTING_FIGURES,
  sumFigures,
  type CountingFigure,
  type Figures,
} from '#domain/projections/figures.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';

const WEEK_MS = 7 * 86_400_000;

/** A problem with what its review records say. */
export interface ReviewedProblem extends ClockedProblem, Pick<ProblemRow, 'key'> {
  /** how often a review gave it back */
  readonly returns: number;
  /** the day it was closed, YYYY-MM-DD; null while it is not closed */
  readonly closedOn: string | null;
}

/** The figures that need review records; each opens its list like the others (C8). */
export const REVIEW_FIGURES = ['closedThisWeek', 'returned', 'returnedTwice', 'attention'] as const;
export type ReviewFigure = (typeof REVIEW_FIGURES)[number];
export type ReviewFigures = Readonly<Record<ReviewFigure, number>>;

/** Every figure of the overview that counts problems. */
export type OverviewFigure = CountingFigure | ReviewFigure;
export const OVERVIEW_FIGURES: readonly OverviewFigure[] = [...COUNTING_FIGURES, ...REVIEW_FIGURES];
export type OverviewFigures = Figures & ReviewFigures;

export const isReviewFigure = (name: unknown): name is ReviewFigure =>
  REVIEW_FIGURES.some((figure) => figure === name);
export const isOverviewFigure = (name: unknown): name is OverviewFigure =>
  OVERVIEW_FIGURES.some((figure) => figure === name);

/** C13: why a leader is asked to look at the problem; null: there is no reason. */
export function attentionOf(problem: ReviewedProblem, today: string): 'overdue' | 'returned' | null {
  if (problem.deleted || problem.status === 'closed') return null;
  if (problem.key && clockOfProblem(problem, today).light === 'red') return 'overdue';
  return problem.returns >= 2 ? 'returned' : null;
}

/** C11–C13: does the problem count in this figure on that day? In the bin it counts in none. */
export function countsInReview(figure: ReviewFigure, problem: ReviewedProblem, today: string): boolean {
  if (problem.deleted) return false;
  const isClosed = problem.status === 'closed';
  switch (figure) {
    case 'closedThisWeek':
      return isClosed && problem.closedOn !== null && mondayOf(problem.closedOn) === mondayOf(today);
    case 'returned':
      return !isClosed && problem.returns >= 1;
    case 'returnedTwice':
      return !isClosed && problem.returns >= 2;
    case 'attention':
      return attentionOf(problem, today) !== null;
  }
}

export function reviewFiguresOf(problems: readonly ReviewedProblem[], today: string): ReviewFigures {
  const count = { closedThisWeek: 0, returned: 0, returnedTwice: 0, attention: 0 };
  for (const problem of problems)
    for (const figure of REVIEW_FIGURES) if (countsInReview(figure, problem, today)) count[figure] += 1;
  return count;
}

/** C5: of several ledgers together. */
export function sumOverviewFigures(figures: readonly OverviewFigures[]): OverviewFigures {
  const count = { closedThisWeek: 0, returned: 0, returnedTwice: 0, attention: 0 };
  for (const part of figures) for (const name of REVIEW_FIGURES) count[name] += part[name];
  return { ...sumFigures(figures), ...count };
}

/** C14: closings by calendar week from the week of `from` to that of `today`; what was closed before counts in the first. */
export function closingsByWeek(
  closings: Iterable<readonly [day: string, count: number]>,
  from: string,
  today: string,
  weeksMax: number,
): { readonly from: string; readonly counts: readonly number[] } {
  const last = Date.parse(mondayOf(today));
  const wanted = Math.round((last - Date.parse(mondayOf(from))) / WEEK_MS) + 1;
  const weeks = Math.min(Math.max(wanted, 1), weeksMax);
  const first = last - (weeks - 1) * WEEK_MS;
  const counts = Array.from({ length: weeks }, () => 0);
  for (const [day, count] of closings) {
    const week = Math.round((Date.parse(mondayOf(day)) - first) / WEEK_MS);
    counts[Math.min(Math.max(week, 0), weeks - 1)]! += count;
  }
  return { from: new Date(first).toISOString().slice(0, 10), counts };
}
