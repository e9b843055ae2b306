/** Days and times as people read them, in the time of the office (Asia/Shanghai), whatever the computer is set to. */
import { getLocale } from '#messages/paraglide/runtime.js';

const ZONE = 'Asia/Shanghai';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${kind}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(getLocale(), { timeZone: ZONE, ...options });
    formats.set(key, found);
  }
  return found;
}

/** 14:32:07 */
export const clockTime = (iso: string): string =>
  format('clock', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(
    new Date(iso),
  );
/** 14:32 */
export const hourAndMinute = (iso: string): string =>
  format('hour-minute', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
/** 2026年9月15日星期二 */
export const dayAndWeekday = (iso: string): string =>
  format('day-weekday', { dateStyle: 'full' }).format(new Date(iso));
/** 9月15日 16:20 */
export const dayAndTime = (iso: string): string =>
  format('day-time', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));
/** 2026年9月15日 16:20 */
export const fullTime = (iso: string): string =>
  format('full', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));

const DAY_MS = 86_400_000;
/** 2026年9月15日, of a calendar day `YYYY-MM-DD` */
export const fullDay = (day: string): string =>
  format('full-day', { year: 'numeric', month: 'long', day: 'numeric' }).format(
    new Date(`${day}T12:00:00+08:00`),
  );
/** 9月15日, of a calendar day */
export const monthAndDay = (day: string): string =>
  format('month-day', { month: 'short', day: 'numeric' }).format(new Date(`${day}T12:00:00+08:00`));
/** 9/15, of a calendar day */
export const numericDay = (day: string): string =>
  format('numeric-day', { month: 'numeric', day: 'numeric' }).format(new Date(`${day}T12:00:00+08:00`));
/** Whole days from one `YYYY-MM-DD` to another; negative when it lies behind. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
/** The calendar day of an instant in the office's time, `YYYY-MM-DD`. */
export const dayOf = (iso: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(iso));
