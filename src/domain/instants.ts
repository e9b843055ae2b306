/** Instants as they come from outside: a day that exists, a time, and UTC or an offset. */
import { isDay } from '#domain/lists/values.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** In UTC with milliseconds; undefined when it is none. Date alone would take the 30th of February for a day in March. */
export function parseInstant(text: string): string | undefined {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
