/** The figures of a round put into the order and words of the overview; counts results only, never people's activity. */
import { daysBetween } from '#domain/deadlines.ts';
import type { Figures } from '#domain/projections/figures.ts';
import { elapsedOf, isSlow, leadOverTime, type Period } from '#domain/projections/pace.ts';
import type { OverviewFigure } from '#domain/projections/review-figures.ts';
import type { Overview, OverviewUnit } from '#protocol/overview.ts';
import * as m from '#messages/paraglide/messages.js';

/** C14, worst first: most overdue, then the lowest rate, then the most problems. */
export const worstFirst = (units: readonly OverviewUnit[]): readonly OverviewUnit[] =>
  [...units].sort(
    (a, b) => b.overdue - a.overdue || (a.rate ?? 101) - (b.rate ?? 101) || b.problems - a.problems,
  );

export interface Part {
  readonly kind: 'closed' | 'basicallyDone' | 'open' | 'longTerm' | 'overdue';
  readonly count: number;
}

/** One bar: shares that add up to the problems; what is overdue is cut out of open, then of basically done. */
export function partsOf(figures: Figures): readonly Part[] {
  const fromOpen = Math.min(figures.overdue, figures.open);
  const parts: Part[] = [
    { kind: 'closed', count: figures.closed },
    {
      kind: 'basicallyDone',
      count: figures.basicallyDone - Math.min(figures.overdue - fromOpen, figures.basicallyDone),
    },
    { kind: 'open', count: figures.open - fromOpen },
    { kind: 'longTerm', count: figures.longTerm },
    { kind: 'overdue', count: figures.overdue },
  ];
  return parts.filter(({ count }) => count > 0);
}

const NAMES: Readonly<Record<OverviewFigure, () => string>> = {
  problems: m.figure_problems,
  closed: m.figure_closed,
  basicallyDone: m.figure_basically,
  open: m.figure_open,
  longTerm: m.figure_longterm,
  overdue: m.figure_overdue,
  reported: m.figure_reported_short,
  dueSoon: m.figure_due_soon,
  inReview: m.figure_in_review,
  returned: m.figure_returned,
  returnedTwice: m.figure_returned_twice,
  closedThisWeek: m.figure_closed_week,
  attention: m.figure_attention,
};
export const figureName = (figure: OverviewFigure): string => NAMES[figure]();

/** Where the problems behind a figure are listed: of one unit (its ledger) or of all. */
export function behindFigure(round: string, figure: OverviewFigure, unit?: string, after?: string): string {
  const asked = new URLSearchParams({ figure });
  if (unit !== undefined) asked.set('unit', unit);
  if (after !== undefined) asked.set('after', after);
  return `/rounds/${round}/problems?${asked}`;
}

export const percent = (rate: number | null): string =>
  rate === null ? '—' : `${Math.round(rate * 10) / 10}%`;

/** Where a day stands in the concentrated period: the share that is gone (C14), and in words. */
export function periodOf(
  period: Period,
  today: string,
): { readonly elapsed: number | null; readonly clock: string } {
  const gone = daysBetween(period.startsOn, today);
  const left = daysBetween(today, period.focusEndsOn);
  return {
    elapsed: elapsedOf(period, today),
    clock:
      gone < 0
        ? m.clock_before({ days: -gone })
        : left < 0
          ? m.clock_after({ days: -left })
          : `${m.clock_day({ day: gone + 1 })}${m.overview_comma()}${m.clock_left({ days: left })}`,
  };
}

/** C14 in words; empty without a rate or a period. */
export function paceWords(rate: number | null, elapsed: number | null): string {
  const lead = leadOverTime(rate, elapsed);
  if (lead === null) return '';
  if (lead === 0) return m.pace_even();
  return lead > 0 ? m.pace_ahead({ points: lead }) : m.pace_behind({ points: -lead });
}
/** The same as a signed number, with a minus of the width of a digit. */
export const signedPoints = (lead: number | null): string =>
  lead === null
    ? '—'
    : m.pace_points({ points: `${lead > 0 ? '+' : lead < 0 ? '−' : ''}${Math.abs(Math.round(lead))}` });

/** The light of a unit: overdue, behind by ten points, in time, all closed, or nothing to measure. */
export function lightOfUnit(
  unit: OverviewUnit,
  elapsed: number | null,
): { readonly tone: 'green' | 'yellow' | 'red' | 'none' | 'done'; readonly words: string } {
  if (unit.problems === 0) return { tone: 'none', words: m.unit_waiting() };
  if (unit.overdue > 0) return { tone: 'red', words: m.unit_overdue({ count: unit.overdue }) };
  if (unit.closed === unit.problems) return { tone: 'done', words: m.unit_all_closed() };
  return isSlow(leadOverTime(unit.rate, elapsed))
    ? { tone: 'yellow', words: m.pace_slow() }
    : { tone: 'green', words: m.unit_in_time() };
}

/** Which of `count` things a screen of `most` shows: one screenful after another, each for `ticks`, then the first again. */
export function turnAt(
  count: number,
  most: number,
  now: number,
  ticks: number,
): { readonly screen: number; readonly screens: number } {
  const screens = Math.max(1, Math.ceil(count / most));
  return { screen: Math.floor(now / ticks) % screens, screens };
}

/** The round in one sentence, the gravest last. */
export function leadOf(overview: Overview): { readonly plain: string; readonly bold: string } {
  const { units, total, today } = overview;
  const elapsed = elapsedOf(overview, today);
  const late = units.filter(({ overdue }) => overdue > 0).length;
  const slow = units.filter((unit) => lightOfUnit(unit, elapsed).tone === 'yellow').length;
  const grave = [
    paceWords(total.rate, elapsed),
    late > 0 ? m.overview_late({ units: late }) : m.overview_none_late(),
    slow > 0 ? m.overview_slow_units({ units: slow }) : '',
  ].filter(Boolean);
  return {
    plain: m.overview_lead({ units: units.length, problems: total.problems, closed: total.closed }),
    bold: total.problems > 0 ? `${grave.join(m.overview_separator())}${m.overview_full_stop()}` : '',
  };
}
