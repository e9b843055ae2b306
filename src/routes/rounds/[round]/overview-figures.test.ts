/** The overview's bars add up and its order puts the worst first. */
import { describe, expect, it } from 'vitest';
import type { OverviewUnit } from '#protocol/overview.ts';
import {
  behindFigure,
  lightOfUnit,
  partsOf,
  percent,
  periodOf,
  signedPoints,
  turnAt,
  worstFirst,
} from './overview-figures.ts';

const figures = (more: object) => ({
  problems: 10,
  closed: 3,
  longTerm: 1,
  basicallyDone: 2,
  open: 4,
  reported: 1,
  overdue: 0,
  dueSoon: 0,
  inReview: 0,
  rate: 30,
  divisor: 10,
  ...more,
});
const unit = (name: string, more: object) =>
  ({ ...figures(more), ledger: name, name, mayOpen: true }) as unknown as OverviewUnit;
const sum = (parts: readonly { readonly count: number }[]) =>
  parts.reduce((all, { count }) => all + count, 0);

describe('the overview', () => {
  it('[C1] the parts of a bar add up to the problems, however many are overdue', () => {
    for (let overdue = 0; overdue <= 6; overdue += 1) expect(sum(partsOf(figures({ overdue })))).toBe(10);
  });

  it('[C3] overdue is cut out of open first, then out of basically done', () => {
    expect(partsOf(figures({ overdue: 5 }))).toEqual([
      { kind: 'closed', count: 3 },
      { kind: 'basicallyDone', count: 1 },
      { kind: 'longTerm', count: 1 },
      { kind: 'overdue', count: 5 },
    ]);
  });

  it('[C14] the worst unit stands first: overdue, then the rate; one without problems last', () => {
    const units = [
      unit('empty', { problems: 0, rate: null }),
      unit('good', { rate: 60 }),
      unit('late', { overdue: 2, rate: 80 }),
      unit('slow', { rate: 10 }),
    ];
    expect(worstFirst(units).map(({ name }) => name)).toEqual(['late', 'slow', 'good', 'empty']);
    expect(percent(null)).toBe('—');
  });

  it('[C8] a figure leads to its list: of all units, of one, and to a later page', () => {
    expect(behindFigure('r', 'overdue')).toBe('/rounds/r/problems?figure=overdue');
    expect(behindFigure('r', 'open', 'l', 'l-p-a0')).toBe(
      '/rounds/r/problems?figure=open&unit=l&after=l-p-a0',
    );
  });

  it('[C14] a unit is overdue, slow by ten points, in time or done', () => {
    const tone = (more: object) => lightOfUnit(unit('unit', more), 40).tone;
    expect([
      tone({ problems: 0, rate: null }),
      tone({ overdue: 1, rate: 90 }),
      tone({ rate: 30 }),
      tone({ rate: 30.1 }),
      tone({ closed: 10, rate: 100 }),
    ]).toEqual(['none', 'red', 'yellow', 'green', 'done']);
    expect(lightOfUnit(unit('unit', {}), null).tone).toBe('green');
    expect(
      [signedPoints(-19.4), signedPoints(5), signedPoints(0), signedPoints(null)].map(
        (words) => /[−+]?[\d—]+/.exec(words)?.[0],
      ),
    ).toEqual(['−19', '+5', '0', '—']);
  });

  it('[C14] units take turns on a wall, the worst screenful first and again after the last', () => {
    const screens = (now: number) => turnAt(33, 16, now, 15).screen;
    expect([0, 14, 15, 30, 44, 45].map(screens)).toEqual([0, 0, 1, 2, 2, 0]);
    expect(turnAt(33, 16, 0, 15).screens).toBe(3);
    expect(turnAt(16, 16, 100, 15)).toEqual({ screen: 0, screens: 1 });
    expect(turnAt(0, 16, 100, 15)).toEqual({ screen: 0, screens: 1 });
  });

  it('[C14] the period gone is a share of its days', () => {
    const round = { startsOn: '2026-03-01', focusEndsOn: '2026-03-11' };
    const elapsed = (today: string) => periodOf(round, today).elapsed;
    expect(['2026-02-28', '2026-03-01', '2026-03-06', '2026-03-11', '2026-03-12'].map(elapsed)).toEqual([
      0, 0, 50, 100, 100,
    ]);
  });
});
