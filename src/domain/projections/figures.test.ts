import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { STATUSES } from '#domain/phases.ts';
import { figuresOf, rateOf, sumFigures, type Figures } from '#domain/projections/figures.ts';
import { COMPLETIONS } from '#domain/lists/fields.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import { problemRow, row } from '#domain/projections/rows.testing.ts';

const TODAY = '2026-06-10';
const of = (problems: readonly Partial<ProblemRow>[], longTermOutOfRate = false): Figures =>
  figuresOf({ problems: problems.map((more, n) => problemRow(row(n), more)) }, TODAY, { longTermOutOfRate });

const anyProblem = fc.record({
  status: fc.constantFrom(...STATUSES),
  completion: fc.constantFrom(...COMPLETIONS),
  longTerm: fc.boolean(),
  deleted: fc.boolean(),
  due: fc.constantFrom(null, '2026-06-09', '2026-06-10', '2026-07-01'),
});

describe('figures', () => {
  it('[C1] closed comes before long-term, long-term before basically done', () => {
    expect(of([{ status: 'closed', longTerm: true }])).toMatchObject({ closed: 1, longTerm: 0 });
    expect(of([{ longTerm: true, completion: '基本完成' }])).toMatchObject({ longTerm: 1, basicallyDone: 0 });
    expect(of([{ completion: '基本完成' }])).toMatchObject({ basicallyDone: 1, open: 0 });
    expect(of([{ completion: '已完成' }, { completion: '未完成' }, { status: 'audit' }])).toMatchObject({
      open: 3,
    });
  });

  it('[C1] every problem outside the bin counts exactly once', () => {
    fc.assert(
      fc.property(fc.array(anyProblem, { maxLength: 20 }), (problems) => {
        const figures = of(problems);
        expect(figures.problems).toBe(problems.filter((problem) => !problem.deleted).length);
        return figures.closed + figures.longTerm + figures.basicallyDone + figures.open === figures.problems;
      }),
      { seed: 20_261_123 },
    );
  });

  it("[C2] the unit's own 已完成 is reported until it is closed", () => {
    expect(
      of([
        { completion: '已完成' },
        { completion: '已完成', status: 'closed' },
        { completion: '已完成', longTerm: true },
      ]),
    ).toMatchObject({
      reported: 2,
      open: 1,
      closed: 1,
      longTerm: 1,
    });
  });

  it('[C3] [C7] overdue is past its day, not closed, not long-term, not under review', () => {
    const due = '2026-06-09';
    expect(of([{ due }, { due: TODAY }, { due: null }]).overdue).toBe(1);
    expect(
      of([
        { due, status: 'closed' },
        { due, longTerm: true },
        { due, status: 'audit' },
        { due, deleted: true },
      ]).overdue,
    ).toBe(0);
    expect(
      of([
        { due, status: 'issued' },
        { due, completion: '已完成' },
      ]).overdue,
    ).toBe(2);
  });

  it('[C9] due soon is ten days to none before its day; [C10] under review is from application to decision', () => {
    const dues = ['2026-06-09', TODAY, '2026-06-20', '2026-06-21', null];
    expect(of(dues.map((due) => ({ due }))).dueSoon).toBe(2);
    expect(
      of([
        { due: TODAY, longTerm: true },
        { due: TODAY, deleted: true },
      ]).dueSoon,
    ).toBe(0);
    const counted = of(STATUSES.map((status) => ({ status, due: TODAY })));
    expect(counted.inReview).toBe(4);
    // its clock stands still
    expect(counted.dueSoon).toBe(STATUSES.length - 4 - 2);
  });

  it('[C4] the rate is rounded to two decimals and has none to divide by nothing', () => {
    expect(of([{ status: 'closed' }, {}, {}])).toMatchObject({ rate: 33.33, divisor: 3 });
    expect(of([{ status: 'closed' }, { status: 'closed' }, {}]).rate).toBe(66.67);
    expect(of([])).toMatchObject({ rate: null, divisor: 0 });
    expect(of([{ longTerm: true }], true)).toMatchObject({ rate: null, divisor: 0, problems: 1 });
    expect(of([{ longTerm: true }, { status: 'closed', longTerm: true }], true)).toMatchObject({
      rate: 100,
      divisor: 1,
    });
    expect(of([{ longTerm: true }, { status: 'closed' }])).toMatchObject({ rate: 50, divisor: 2 });
    expect(rateOf(1, 8)).toBe(12.5);
  });

  it('[C5] sums add up, and their rate comes from the sums', () => {
    const ledgers = [of([{ status: 'closed' }]), of([{}, {}, { longTerm: true }], true), of([])];
    expect(sumFigures(ledgers)).toEqual({
      problems: 4,
      closed: 1,
      longTerm: 1,
      basicallyDone: 0,
      open: 2,
      reported: 0,
      overdue: 0,
      dueSoon: 0,
      inReview: 0,
      divisor: 3,
      rate: 33.33,
    });
    expect(sumFigures([])).toMatchObject({ problems: 0, rate: null });
  });
});
