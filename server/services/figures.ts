/** Figures of ledgers without any commit, and nothing else: the rest is counted where commits are made. */
import type { Figures } from '#domain/projections/figures.ts';

export const NO_FIGURES: Figures = {
  problems: 0,
  closed: 0,
  longTerm: 0,
  basicallyDone: 0,
  open: 0,
  reported: 0,
  overdue: 0,
  dueSoon: 0,
  inReview: 0,
  rate: null,
  divisor: 0,
};
