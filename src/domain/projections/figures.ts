/** The figures of a ledger and of a round (domain of §4): every issued, undeleted problem counts exactly once. */
import { clockOfProblem, type ClockedProblem } from '#domain/deadlines.ts';
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';

export interface Figures {
  readonly problems: number;
  /** 已销号 by review */
  readonly closed: number;
  /** flag, not closed */
  readonly longTerm: number;
  /** completion 基本完成, neither of those */
  readonly basicallyDone: number;
  /** the rest */
  readonly open: number;
  /** the unit's own 已完成, not closed; overlaps */
  readonly reported: number;
  /** overlaps */
  readonly overdue: number;
  /** its light is yellow: due within ten days; overlaps (C9) */
  readonly dueSoon: number;
  /** under review; overlaps (C10) */
  readonly inReview: number;
  /** closed ÷ divisor in percent with two decimals; null when the divisor is 0 */
  readonly rate: number | null;
  /** what the rate divides by */
  readonly divisor: number;
}

/** Settings of the round that figures depend on. */
export interface FigureSettings {
  /** takes long-term items (those counted as `longTerm`) out of the divisor of the rate */
  readonly longTermOutOfRate: boolean;
}

/** What figures depend on of a problem; current rows of the store give it as well as a document does. */
export type CountedProblem = ClockedProblem & Pick<ProblemRow, 'completion'>;

/** Closed ÷ divisor in percent with two decimals, null when there is nothing to divide by (C4). */
export const rateOf = (closed: number, divisor: number): number | null =>
  divisor === 0 ? null : Math.round((closed * 10_000) / divisor) / 100;

type Share = 'closed' | 'longTerm' | 'basicallyDone' | 'open';

/** C1: the one share that a problem counts in. */
export function shareOf(problem: CountedProblem): Share {
  if (problem.status === 'closed') return 'closed';
  if (problem.longTerm) return 'longTerm';
  return problem.completion === '基本完成' ? 'basicallyDone' : 'open';
}

/** The figures that count problems by the lists alone, each of which opens the list of the problems it counts (C8). */
export const COUNTING_FIGURES = [
  'problems',
  'closed',
  'longTerm',
  'basicallyDone',
  'open',
  'reported',
  'overdue',
  'dueSoon',
  'inReview',
] as const;
export type CountingFigure = (typeof COUNTING_FIGURES)[number];

export const isCountingFigure = (name: unknown): name is CountingFigure =>
  COUNTING_FIGURES.some((figure) => figure === name);

/** C1–C3, C9, C10: does the problem count in this figure on that day? In the bin it counts in none. */
export function countsIn(figure: CountingFigure, problem: CountedProblem, today: string): boolean {
  if (problem.deleted) return false;
  if (figure === 'problems') return true;
  if (figure === 'reported') return problem.status !== 'closed' && problem.completion === '已完成';
  if (figure === 'overdue') return clockOfProblem(problem, today).light === 'red';
  if (figure === 'dueSoon') return clockOfProblem(problem, today).light === 'yellow';
  if (figure === 'inReview') return phaseOf(problem.status) === 'review';
  return shareOf(problem) === figure;
}

/** The figures of one ledger on a day (`YYYY-MM-DD`); rows in the bin do not count. */
export function figuresOf(
  lists: { readonly problems: readonly CountedProblem[] },
  today: string,
  settings: FigureSettings,
): Figures {
  const count = Object.fromEntries(COUNTING_FIGURES.map((figure) => [figure, 0])) as Record<
    CountingFigure,
    number
  >;
  for (const problem of lists.problems)
    for (const figure of COUNTING_FIGURES) if (countsIn(figure, problem, today)) count[figure] += 1;
  const divisor = settings.longTermOutOfRate ? count.problems - count.longTerm : count.problems;
  return { ...count, rate: rateOf(count.closed, divisor), divisor };
}

/** C5: the figures of several ledgers together; the rate is that of the sums, never a mean of rates. */
export function sumFigures(figures: readonly Figures[]): Figures {
  const sum = {
    problems: 0,
    closed: 0,
    longTerm: 0,
    basicallyDone: 0,
    open: 0,
    reported: 0,
    overdue: 0,
    dueSoon: 0,
    inReview: 0,
    divisor: 0,
  };
  for (const part of figures)
    for (const name of [...COUNTING_FIGURES, 'divisor'] as const) sum[name] += part[name];
  return { ...sum, rate: rateOf(sum.closed, sum.divisor) };
}
