import { describe, expect, it } from 'vitest';
import { clockOfProblem, clockOfTask, daysBetween } from '#domain/deadlines.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';

const TODAY = '2026-06-10';
const problem = (more: Partial<ProblemRow>): ProblemRow => problemRow(row(1), more);
const light = (more: Partial<ProblemRow>): string => clockOfProblem(problem(more), TODAY).light;

describe('clocks', () => {
  it.each([
    ['2026-06-21', 11, 'green'],
    ['2026-06-20', 10, 'yellow'],
    ['2026-06-10', 0, 'yellow'],
    ['2026-06-09', -1, 'red'],
    ['2027-06-10', 365, 'green'],
  ])('[C6] due %s: %d days, %s', (due, daysLeft, expected) => {
    expect(clockOfProblem(problem({ due }), TODAY)).toEqual({ light: expected, daysLeft, paused: false });
  });

  it('[C6] counts whole days over leap days and months', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  });

  it('[C6] no light without a day, when closed, long-term or in the bin', () => {
    const due = '2026-06-01';
    for (const more of [
      { due: null },
      { due, status: 'closed' },
      { due, longTerm: true },
      { due, kind: 'longterm' as const },
      { due, deleted: true },
    ]) {
      expect(light(more)).toBe('none');
    }
  });

  it('[C7] stands still under review', () => {
    for (const status of ['applied', 'first_review', 'joint_review', 'audit']) {
      expect(clockOfProblem(problem({ due: '2026-06-01', status }), TODAY)).toEqual({
        light: 'none',
        daysLeft: null,
        paused: true,
      });
    }
    expect(light({ due: '2026-06-01', status: 'reopened' })).toBe('red');
  });

  it('[C6] [C7] a task follows its problem, and has no clock when it is done', () => {
    const task = (more: Partial<TaskRow>, above: Partial<ProblemRow> = {}): string =>
      clockOfTask(taskRow(row(2), row(1), { due: '2026-06-01', ...more }), problem(above), TODAY).light;
    expect(task({})).toBe('red');
    expect(task({ completion: '基本完成' })).toBe('red');
    expect(task({ completion: '已完成' })).toBe('none');
    expect(task({ longTerm: true })).toBe('none');
    expect(task({ deleted: true })).toBe('none');
    expect(task({}, { status: 'audit' })).toBe('none');
    expect(task({}, { status: 'closed' })).toBe('none');
    expect(task({}, { deleted: true })).toBe('none');
  });
});
