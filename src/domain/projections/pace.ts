/** How far the closing has gone against how far the time has (C14). Days are `YYYY-MM-DD`; today comes as an argument. */
import { daysBetween } from '#domain/deadlines.ts';

/** The concentrated period of a round. */
export interface Period {
  readonly startsOn: string;
  readonly focusEndsOn: string;
}

/** As many points or more behind the time is slow. */
export const SLOW_POINTS = 10;

/** Share of the period that is gone in percent: 0 before it, 100 after it; null for one without days. */
export function elapsedOf(period: Period, today: string): number | null {
  const whole = daysBetween(period.startsOn, period.focusEndsOn);
  if (whole <= 0) return null;
  const gone = daysBetween(period.startsOn, today);
  return Math.min(100, Math.max(0, (100 * gone) / whole));
}

/** Points by which a rate is ahead of the time (negative: behind it), with one decimal; null without either. */
export const leadOverTime = (rate: number | null, elapsed: number | null): number | null =>
  rate === null || elapsed === null ? null : Math.round((rate - elapsed) * 10) / 10;

export const isSlow = (lead: number | null): boolean => lead !== null && lead <= -SLOW_POINTS;
