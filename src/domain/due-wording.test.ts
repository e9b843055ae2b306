/** Time limits in words: the table of the samples' rules, and for every day of the calendar the ways to write it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, lastDayOf, quarterEnd } from './calendar-days.ts';
import { readCompletion } from './completion-wording.ts';
import { readDue } from './due-wording.ts';

const HAN = '〇一二三四五六七八九';
const han = (n: number): string =>
  n <= 10
    ? '〇一二三四五六七八九十'[n]!
    : n < 20
      ? `十${HAN[n - 10]}`
      : `${HAN[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : HAN[n % 10]}`;
const hanYear = (year: number): string => [...String(year)].map((digit) => HAN[Number(digit)]).join('');
const wide = (text: string): string =>
  text.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

const day = fc
  .tuple(
    fc.integer({ min: 1950, max: 2150 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .filter(([year, month, date]) => dayOf(year, month, date) !== undefined);
const before = fc.constantFrom('', '力争', '争取', '确保');
const after = fc.constantFrom('', '前', '之前', '前完成', '前完成整改', '。');
const WAYS: readonly ((year: number, month: number, date: number) => string)[] = [
  (y, m, d) => `${y}年${m}月${d}日`,
  (y, m, d) => `${y}.${m}.${d}`,
  (y, m, d) => `${y}-${m}-${d}`,
  (y, m, d) => `${y}/${String(m).padStart(2, '0')}/${String(d).padStart(2, '0')}`,
  (y, m, d) => wide(`${y}年${m}月${d}日`),
  (y, m, d) => `${hanYear(y)}年${han(m)}月${han(d)}日`,
  (y, m, d) => ` ${y} 年 ${m} 月 ${d} 日 `,
];

describe('[X20] time limits in words', () => {
  it('[X20] every day, however it is written, is read as that day and without a doubt', () => {
    fc.assert(
      fc.property(day, fc.nat(WAYS.length - 1), before, after, ([y, m, d], way, head, tail) => {
        const text = head + WAYS[way]!(y, m, d).trim() + tail;
        expect([text, readDue(text, null)]).toEqual([
          text,
          { date: dayOf(y, m, d), immediate: false, longTerm: false, withinFocus: false, doubts: [] },
        ]);
      }),
    );
  });

  it('[X20] months and quarters end on their last day; a date and 长期坚持 are both', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1950, max: 2150 }), fc.integer({ min: 1, max: 12 }), (y, m) => {
        const quarter = Math.ceil(m / 3);
        expect(readDue(`${y}年${m}月底前`, null).date).toBe(lastDayOf(y, m));
        expect(readDue(`${y}年${m}月`, null)).toMatchObject({
          date: lastDayOf(y, m),
          doubts: ['due_month_only'],
        });
        expect(readDue(`${y}年${'一二三四'[quarter - 1]}季度末`, null).date).toBe(quarterEnd(y, quarter));
        expect(readDue(`${y}年${m}月底前，并长期坚持`, null)).toMatchObject({
          date: lastDayOf(y, m),
          longTerm: true,
        });
        expect(readDue(`${y}年底前`, null).date).toBe(`${y}-12-31`);
      }),
    );
  });

  it('[X20] the year of the report fills in with a doubt; without one there is no day', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('前', ''), ([y, m, d], tail) => {
        fc.pre(dayOf(2026, m, d) !== undefined && y > 0);
        expect(readDue(`${m}月${d}日${tail}`, 2026)).toMatchObject({
          date: dayOf(2026, m, d),
          doubts: ['year_assumed'],
        });
        expect(readDue(`${m}月${d}日${tail}`, null)).toMatchObject({ date: null, doubts: ['year_missing'] });
      }),
    );
  });

  it('[X20] a day that does not exist is none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1950, max: 2150 }),
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 39 }),
        (y, m, d) => {
          const exists = dayOf(y, m, d) !== undefined;
          expect(readDue(`${y}年${m}月${d}日前`, 2026).date).toBe(exists ? dayOf(y, m, d) : null);
          expect(readDue(`${y}年${m}月${d}日前`, 2026).doubts).toEqual(exists ? [] : ['due_invalid']);
        },
      ),
    );
  });

  it('[X20] whatever stands there, the answer is a day that exists or none, and then with a doubt', () => {
    const pieces = fc.constantFrom(
      '2026',
      '年',
      '6',
      '月',
      '31',
      '日',
      '底',
      '前',
      '每',
      '至',
      '立行立改',
      '长期坚持',
      '、',
      '尽快',
      '内',
      '（',
      '）',
      '季度',
      '.',
      '-',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const { date, immediate, longTerm, doubts } = readDue(parts.join(''), 2026);
        if (date !== null)
          expect(dayOf(...(date.split('-').map(Number) as [number, number, number]))).toBe(date);
        else if (/[^\s、.\-（）]/u.test(parts.join('')) && !immediate && !longTerm)
          expect(doubts).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['立行立改', { immediate: true, date: null, doubts: [] }],
    ['立行立改，长期坚持', { immediate: true, longTerm: true, date: null, doubts: [] }],
    ['长期坚持', { longTerm: true, date: null, doubts: [] }],
    ['立行立改（2026年3月底前完成）', { immediate: true, date: '2026-03-31' }],
    ['集中整改期内', { withinFocus: true, date: null, doubts: ['due_relative'] }],
    ['反馈后三个月内', { date: null, doubts: ['due_relative'] }],
    ['2026年内', { date: '2026-12-31', doubts: [] }],
    ['2026年4月1日至6月30日', { date: '2026-06-30', doubts: [] }],
    ['2026年6月底前完成初稿，9月底前印发', { date: null, doubts: ['due_unparsed'] }],
    ['2026年9月30日，2026年9月底前', { date: '2026-09-30', doubts: [] }],
    ['2026年9月30日，2026年8月底前', { date: null, doubts: ['due_unparsed'] }],
    ['每月25日前', { date: null, doubts: ['due_unparsed'] }],
    ['尽快', { date: null, doubts: ['due_unparsed'] }],
    ['26.9.30', { date: '2026-09-30', doubts: ['year_assumed'] }],
    ['2026/6/31', { date: null, doubts: ['due_invalid'] }],
    ['', { date: null, doubts: [] }],
  ])('[X20] %s', (text, wanted) => {
    expect(readDue(text, 2026)).toMatchObject(wanted);
  });
});

describe('[X20] states in words', () => {
  it.each([
    ['已完成', '已完成', null],
    ['已整改到位', '已完成', null],
    ['基本完成', '基本完成', null],
    ['正在推进', '未完成', null],
    ['未完成', '未完成', null],
    ['', '未完成', null],
    ['持续推进', '未完成', 'status_ambiguous'],
    ['未完成/推进中', '未完成', 'status_ambiguous'],
    ['进展顺利', '未完成', 'status_unknown'],
    ['已完成，正在推进', '未完成', 'status_unknown'],
  ])('[X20] %s', (text, completion, doubt) => {
    expect(readCompletion(text)).toEqual({ completion, doubt });
  });
});
