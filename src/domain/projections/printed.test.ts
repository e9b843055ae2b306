/** The geometry of the printed ledger. */
import { describe, expect, it } from 'vitest';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { printedBranches, printedRows, type PrintedBranch } from './printed.ts';

const problem = { id: 'p' } as unknown as ProblemRow;
const rows = <R>(kind: string, count: number): R[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${kind}${n}`, problem: 'p' }) as unknown as R);
const branch = (duties: number, tasks: number): PrintedBranch => ({
  problem,
  number: 1,
  duties: rows<DutyRow>('d', duties),
  tasks: rows<TaskRow>('t', tasks),
});
const shape = (duties: number, tasks: number) =>
  printedRows(branch(duties, tasks)).map(({ duty, task }) => [
    duty && `${duty.row?.id ?? 'blank'}×${duty.span}`,
    task && `${task.row?.id ?? 'blank'}×${task.span}`,
  ]);

describe('[X14] rows of a problem on paper', () => {
  it('[X14] the n-th duty and task share a row, the last reaches to the end', () => {
    expect(shape(1, 3)).toEqual([
      ['d0×3', 't0×1'],
      [null, 't1×1'],
      [null, 't2×1'],
    ]);
    expect(shape(3, 2)).toEqual([
      ['d0×1', 't0×1'],
      ['d1×1', 't1×2'],
      ['d2×1', null],
    ]);
  });

  it('[X14] where nothing is, one blank stands over all rows', () => {
    expect(shape(0, 2)).toEqual([
      ['blank×2', 't0×1'],
      [null, 't1×1'],
    ]);
    expect(shape(0, 0)).toEqual([['blank×1', 'blank×1']]);
  });

  it('[X14] every problem comes with its own rows, numbered in order', () => {
    const [first, second] = printedBranches({
      problems: [problem, { id: 'q' } as unknown as ProblemRow],
      duties: [],
      tasks: rows<TaskRow>('t', 2),
    });
    expect([first!.number, first!.tasks.length, second!.number, second!.tasks.length]).toEqual([1, 2, 2, 0]);
  });
});
