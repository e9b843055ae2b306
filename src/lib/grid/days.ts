/** Calendar days as text: reading what people type and walking a month. Knows no clock: today comes as an argument. */

export interface Day {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  readonly day: number;
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
export const dayText = ({ year, month, day }: Day): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

export const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

const exists = (year: number, month: number, day: number): Day | undefined =>
  year >= 1900 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
    ? { year, month, day }
    : undefined;

/** Digits of full width become plain ones. */
const plain = (text: string): string =>
  text.trim().replace(/[０-９．／－]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));

/** `2026-3-5`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`; without a year (`3.5`, `3月5日`) that of `today`. */
export function readDay(typed: string, today?: string): Day | undefined {
  const text = plain(typed);
  const full =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (full) return exists(Number(full[1]), Number(full[2]), Number(full[3]));
  const short = /^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(text);
  if (!short || !today) return undefined;
  return exists(Number(today.slice(0, 4)), Number(short[1]), Number(short[2]));
}

export function addDays({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The same day of another month, or that month's last. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const count = year * 12 + month - 1 + months;
  const then = { year: Math.floor(count / 12), month: (count % 12) + 1 };
  return { ...then, day: Math.min(day, daysIn(then.year, then.month)) };
}

/** Six weeks from Monday that show the month. */
export function weeksOf({ year, month }: Day): readonly (readonly Day[])[] {
  const weekday = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const start = addDays({ year, month, day: 1 }, -weekday);
  return [0, 1, 2, 3, 4, 5].map((week) => [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(start, week * 7 + day)));
}
