/** The figures of a round put into the order and words of the overview; counts results only, never people's activity. */
import { daysBetween } from '#domain/deadlines.ts';
import type { CountingFigure, Figures } from '#domain/projections/figures.ts';
import type { Overview, OverviewUnit } from '#protocol/services.ts';
import * as m from '#messages/paraglide/messages.js';

/** Worst first: most overdue, then the lowest rate, then the most problems. */
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

export const partName = (kind: Part['kind']): string =>
  ({
    closed: m.figure_closed,
    basicallyDone: m.figure_basically,
    open: m.figure_open,
    longTerm: m.figure_longterm,
    overdue: m.figure_overdue,
  })[kind]();

export const figureName = (figure: CountingFigure): string =>
  figure === 'problems'
    ? m.figure_problems()
    : figure === 'reported'
      ? m.figure_reported_short()
      : partName(figure);

/** Where the problems behind a figure are listed: of one unit (its ledger) or of all. */
export function behindFigure(round: string, figure: CountingFigure, unit?: string, after?: string): string {
  const asked = new URLSearchParams({ figure });
  if (unit !== undefined) asked.set('unit', unit);
  if (after !== undefined) asked.set('after', after);
  return `/rounds/${round}/problems?${asked}`;
}

export const percent = (rate: number | null): string =>
  rate === null ? '—' : `${Math.round(rate * 10) / 10}%`;

/** Where a day stands in the concentrated period: the share that is gone (0–100, null outside it), and in words. */
export function periodOf(
  round: { readonly startsOn: string; readonly focusEndsOn: string },
  today: string,
): { readonly elapsed: number | null; readonly clock: string } {
  const whole = daysBetween(round.startsOn, round.focusEndsOn);
  const gone = daysBetween(round.startsOn, today);
  const left = daysBetween(today, round.focusEndsOn);
  return {
    elapsed: whole > 0 && gone >= 0 && left >= 0 ? (100 * gone) / whole : null,
    clock:
      gone < 0
        ? m.clock_before({ days: -gone })
        : left < 0
          ? m.clock_after({ days: -left })
          : `${m.clock_day({ day: gone + 1 })}${m.list_comma()}${m.clock_left({ days: left })}`,
  };
}

/** The round in one sentence, the gravest last. */
export function leadOf({ units, total }: Overview): { readonly plain: string; readonly bold: string } {
  const late = units.filter(({ overdue }) => overdue > 0).length;
  return {
    plain: m.overview_lead({ units: units.length, problems: total.problems, closed: total.closed }),
    bold:
      late > 0
        ? m.overview_late({ units: late, problems: total.overdue })
        : total.problems > 0
          ? m.overview_none_late()
          : '',
  };
}
