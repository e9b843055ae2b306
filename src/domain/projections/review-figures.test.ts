import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mondayOf } from '#domain/calendar-days.ts';
import { elapsedOf, isSlow, leadOverTime } from '#domain/projections/pace.ts';
import {
  attentionOf,
  closingsByWeek,
  countsInReview,
  isOverviewFigure,
  reviewFiguresOf,
  sumOverviewFigures,
  type OverviewFigures,
  type ReviewedProblem,
} from '#domain/projections/review-figures.ts';
import { figuresOf } from '#domain/projections/figures.ts';
import { problemRow, row } from '#domain/projections/rows.testing.ts';

/** a Wednesday */
const TODAY = '2026-06-10';
const LATE = '2026-06-09';
const of = (more: Partial<ReviewedProblem> = {}): ReviewedProblem => ({
  ...problemRow(row(1)),
  returns: 0,
  closedOn: null,
  ...more,
});

describe('figures from review records', () => {
  it('[C11] closed this week is closed, on a day from Monday to Sunday of the week of today', () => {
    const closedOn = (day: string | null) =>
      countsInReview('closedThisWeek', of({ status: 'closed', closedOn: day }), TODAY);
    expect(['2026-06-07', '2026-06-08', TODAY, '2026-06-14', '2026-06-15', null].map(closedOn)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(countsInReview('closedThisWeek', of({ closedOn: TODAY }), TODAY)).toBe(false);
  });

  it('[C12] returned is given back at least once and not closed; twice is part of it', () => {
    expect(
      reviewFiguresOf(
        [
          of(),
          of({ returns: 1 }),
          of({ returns: 2, status: 'audit' }),
          of({ returns: 3, status: 'closed' }),
          of({ returns: 3, deleted: true }),
        ],
        TODAY,
      ),
    ).toMatchObject({ returned: 2, returnedTwice: 1 });
  });

  it('[C13] a leader is asked to look at overdue key problems and at those returned twice', () => {
    const key = true;
    expect(attentionOf(of({ key, due: LATE }), TODAY)).toBe('overdue');
    expect(attentionOf(of({ key, due: LATE, returns: 2 }), TODAY)).toBe('overdue');
    expect(attentionOf(of({ returns: 2 }), TODAY)).toBe('returned');
    expect(attentionOf(of({ key, due: LATE, status: 'audit', returns: 2 }), TODAY)).toBe('returned');
    const none = [
      of({ key, due: TODAY }),
      of({ due: LATE, returns: 1 }),
      of({ key, due: LATE, longTerm: true }),
      of({ key, due: LATE, returns: 2, status: 'closed' }),
      of({ key, due: LATE, returns: 2, deleted: true }),
    ];
    expect(none.map((problem) => attentionOf(problem, TODAY))).toEqual(none.map(() => null));
    expect(reviewFiguresOf([of({ key, due: LATE }), of({ returns: 2 }), of()], TODAY).attention).toBe(2);
  });

  it('[C5] sums add up', () => {
    const problems = [problemRow(row(1), { status: 'closed' }), problemRow(row(2))];
    const lists = figuresOf({ problems }, TODAY, { longTermOutOfRate: false });
    const one: OverviewFigures = {
      ...lists,
      closedThisWeek: 1,
      returned: 2,
      returnedTwice: 1,
      attention: 1,
    };
    expect(sumOverviewFigures([one, one])).toEqual({
      ...one,
      problems: 4,
      closed: 2,
      open: 2,
      divisor: 4,
      closedThisWeek: 2,
      returned: 4,
      returnedTwice: 2,
      attention: 2,
    });
    expect(sumOverviewFigures([])).toMatchObject({ problems: 0, returned: 0, rate: null });
  });

  it('[C8] the names of figures are told from other names', () => {
    expect(['returned', 'overdue', 'rate', 'divisor', '', null].map(isOverviewFigure)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the pace', () => {
  const period = { startsOn: '2026-03-01', focusEndsOn: '2026-03-11' };

  it('[C14] the time gone is a share of the days of the period, 0 before and 100 after it', () => {
    const days = ['2026-02-01', '2026-03-01', '2026-03-06', '2026-03-11', '2026-05-01'];
    expect(days.map((today) => elapsedOf(period, today))).toEqual([0, 0, 50, 100, 100]);
    expect(elapsedOf({ startsOn: TODAY, focusEndsOn: TODAY }, TODAY)).toBeNull();
  });

  it('[C14] ten points behind the time is slow', () => {
    expect(leadOverTime(46.77, 52)).toBe(-5.2);
    expect([leadOverTime(null, 50), leadOverTime(50, null)]).toEqual([null, null]);
    expect([-10, -9.9, 0, null].map(isSlow)).toEqual([true, false, false, false]);
  });

  it('[C14] weeks begin on Monday', () => {
    expect(['2026-06-07', '2026-06-08', TODAY, '2026-06-14'].map(mondayOf)).toEqual([
      '2026-06-01',
      '2026-06-08',
      '2026-06-08',
      '2026-06-08',
    ]);
  });

  it('[C14] closings are counted by week; none is lost, however early or late', () => {
    const closings = [
      ['2026-05-01', 2],
      ['2026-05-27', 1],
      ['2026-06-09', 3],
    ] as const;
    expect(closingsByWeek(closings, '2026-05-20', TODAY, 53)).toEqual({
      from: '2026-05-18',
      counts: [2, 1, 0, 3],
    });
    expect(closingsByWeek(closings, '2020-01-01', TODAY, 2)).toEqual({ from: '2026-06-01', counts: [3, 3] });
    expect(closingsByWeek([], '2026-12-01', TODAY, 53)).toEqual({ from: '2026-06-08', counts: [0] });
    const day = fc.integer({ min: 0, max: 400 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n)));
    fc.assert(
      fc.property(fc.array(fc.tuple(day, fc.nat(9))), day, day, (made, from, today) => {
        const text = (at: Date) => at.toISOString().slice(0, 10);
        const { counts } = closingsByWeek(
          made.map(([at, count]) => [text(at), count] as const),
          text(from),
          text(today),
          53,
        );
        const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);
        return counts.length <= 53 && sum(counts) === sum(made.map(([, count]) => count));
      }),
      { seed: 20_261_123 },
    );
  });
});
