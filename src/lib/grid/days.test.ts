import { describe, expect, test } from 'vitest';
import { addDays, addMonths, dayText, readDay, weeksOf } from '#grid/days.ts';

const read = (typed: string): string | undefined => {
  const day = readDay(typed, '2026-11-23');
  return day && dayText(day);
};

describe('[T8] days', () => {
  test('[T8] the ways people write a day', () => {
    for (const typed of [
      '2026-3-5',
      '2026/03/05',
      '2026.3.5',
      '2026年3月5日',
      '20260305',
      '3.5',
      '3-5',
      '3月5日',
      '３．５',
      ' 3/5 ',
    ])
      expect([typed, read(typed)]).toEqual([typed, '2026-03-05']);
  });

  test('[T8] days that do not exist and other words are no day', () => {
    for (const typed of ['2025-13-01', '2.30', '2026-2-29', '长期坚持', '', '12', '3.5.6'])
      expect([typed, read(typed)]).toEqual([typed, undefined]);
    expect(readDay('3.5')).toBeUndefined();
  });

  test('[T8] walking over months and leap days', () => {
    expect(dayText(addDays({ year: 2028, month: 2, day: 28 }, 1))).toBe('2028-02-29');
    expect(dayText(addMonths({ year: 2026, month: 12, day: 31 }, 2))).toBe('2027-02-28');
    expect(dayText(addMonths({ year: 2026, month: 1, day: 31 }, -2))).toBe('2025-11-30');
  });

  test('[T8] a month is shown from Monday', () => {
    const weeks = weeksOf({ year: 2026, month: 11, day: 1 });
    expect(dayText(weeks[0]![0]!)).toBe('2026-10-26');
    expect(weeks.flat()).toHaveLength(42);
  });
});
