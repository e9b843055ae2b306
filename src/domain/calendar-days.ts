/** Days of the calendar as `YYYY-MM-DD`; what does not exist is undefined. Pure. */

const YEAR_MIN = 1900;
const YEAR_MAX = 2199;
const two = (n: number): string => String(n).padStart(2, '0');

/** The day, or undefined when there is none such (June has no 31st). */
export function dayOf(year: number, month: number, day: number): string | undefined {
  if (!(year >= YEAR_MIN && year <= YEAR_MAX) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= 31))
    return undefined;
  const time = new Date(Date.UTC(year, month - 1, day));
  return time.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : undefined;
}

export const lastDayOf = (year: number, month: number): string | undefined =>
  month >= 1 && month <= 12 ? dayOf(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate()) : undefined;

/** Last day of the quarter, 1 to 4. */
export const quarterEnd = (year: number, quarter: number): string | undefined => lastDayOf(year, quarter * 3);

const DAY_MS = 86_400_000;
/** The Monday of the week of a day that exists. */
export function mondayOf(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return new Date(time - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
