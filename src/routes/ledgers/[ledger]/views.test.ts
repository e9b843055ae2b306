/** Lines of duties and tasks under their problems, and the filter behind the figures. */
import { describe, expect, it } from 'vitest';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { isBlank, isShow, linesUnder } from './views.ts';

const problem = (id: string) => ({ id, list: 'problems' }) as unknown as ProblemRow;
const task = (id: string, under: string) => ({ id, list: 'tasks', problem: under }) as unknown as TaskRow;

describe('lines under problems', () => {
  it('[R3] rows follow the order of their problems, and a problem without any has one blank line', () => {
    const lines = linesUnder<TaskRow>()([problem('p1'), problem('p2')], [task('b', 'p1'), task('a', 'p1')]);
    expect(lines.map(({ id }) => id)).toEqual(['b', 'a', 'blank-p2']);
    expect(lines.map(({ id }) => isBlank(id))).toEqual([false, false, true]);
  });

  it('[R11] lines of unchanged rows stay the same objects, changed ones do not', () => {
    const under = linesUnder<TaskRow>();
    const [p1, p2] = [problem('p1'), problem('p2')];
    const [a, b] = [task('a', 'p1'), task('b', 'p1')];
    const before = under([p1, p2], [a, b]);
    const after = under([p1, p2], [a, task('b', 'p1')]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[2]).toBe(before[2]);
  });

  it('[R4] rows of a problem that is not shown are not shown', () => {
    expect(linesUnder<TaskRow>()([problem('p1')], [task('x', 'p9')]).map(({ id }) => id)).toEqual([
      'blank-p1',
    ]);
  });

  it('[C1] only the names of figures are filters', () => {
    expect(isShow('overdue')).toBe(true);
    expect(isShow('busiest')).toBe(false);
  });
});
