/** Counting from current rows agrees with counting over the lists, whatever the ledger. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completionOf, longTermOf } from '#domain/projections/derived.ts';
import { figuresOf } from '#domain/projections/figures.ts';
import { figuresFromRows, type CountedRow } from '#server/views/figures-from-rows.ts';

const TODAY = '2025-06-01';
const row = (own: Partial<CountedRow> & { row: string; list: string }): CountedRow => ({
  problem: null,
  deleted: 0,
  status: null,
  kind: null,
  due: null,
  completion: null,
  long_term: 0,
  ...own,
});
const problem = (id: string, own: Partial<CountedRow> = {}) =>
  row({ row: id, list: 'problems', status: 'rectifying', ...own });
const task = (id: string, of: string, own: Partial<CountedRow> = {}) =>
  row({ row: id, list: 'tasks', problem: of, completion: '未完成', ...own });

describe('figures from rows', () => {
  it('[D8] [C1] every undeleted problem is in exactly one share', () => {
    const rows = [
      problem('closed', { status: 'closed' }),
      task('t1', 'closed', { completion: '已完成' }),
      problem('long'),
      task('t2', 'long', { long_term: 1 }),
      problem('basic'),
      task('t3', 'basic', { completion: '基本完成' }),
      task('t4', 'basic', { completion: '已完成' }),
      problem('reported', { due: '2025-05-31' }),
      task('t5', 'reported', { completion: '已完成' }),
      task('t6', 'reported', { completion: '未完成', deleted: 1 }),
      problem('open', { due: TODAY }),
      problem('binned', { deleted: 1, due: '2025-01-01' }),
      row({ row: 'd1', list: 'duties', problem: 'open' }),
    ];
    expect(figuresFromRows(rows, TODAY, { longTermOutOfRate: true })).toEqual({
      problems: 5,
      closed: 1,
      longTerm: 1,
      basicallyDone: 1,
      open: 2,
      reported: 1,
      overdue: 1,
      dueSoon: 1,
      inReview: 0,
      rate: 25,
      divisor: 4,
    });
  });

  it("[D8] a problem's own completion and long-term columns are not believed", () => {
    const rows = [problem('p', { completion: '基本完成', long_term: 1 })];
    expect(figuresFromRows(rows, TODAY, { longTermOutOfRate: false })).toMatchObject({
      open: 1,
      longTerm: 0,
    });
  });

  it('[D8] agrees with the figures over the lists for any ledger', () => {
    const due = fc.constantFrom(null, '2025-05-01', TODAY, '2025-06-05', '2025-12-31');
    const someTask = fc.record({
      completion: fc.constantFrom('未完成', '基本完成', '已完成'),
      long_term: fc.constantFrom(0, 1),
      deleted: fc.constantFrom(0, 1),
    });
    const someProblem = fc.record({
      status: fc.constantFrom('issued', 'rectifying', 'audit', 'closed'),
      kind: fc.constantFrom('timed', 'longterm'),
      due,
      deleted: fc.constantFrom(0, 1),
      tasks: fc.array(someTask, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(someProblem, { maxLength: 8 }), fc.boolean(), (problems, longTermOutOfRate) => {
        const rows = problems.flatMap(({ tasks, ...own }, n) => [
          ...tasks.map((one, m) => task(`t${n}-${m}`, `p${n}`, one)),
          problem(`p${n}`, own),
        ]);
        const lists = {
          problems: problems.map(({ tasks, status, kind, due: day, deleted }) => {
            const standing = tasks
              .filter((one) => one.deleted === 0)
              .map((one) => ({ completion: one.completion as '未完成', longTerm: one.long_term === 1 }));
            return {
              status,
              kind: kind as 'timed',
              due: day,
              deleted: deleted === 1,
              completion: completionOf(standing),
              longTerm: longTermOf(standing),
            };
          }),
        };
        expect(figuresFromRows(rows, TODAY, { longTermOutOfRate })).toEqual(
          figuresOf(lists, TODAY, { longTermOutOfRate }),
        );
      }),
      { seed: 20_250_601, numRuns: 300 },
    );
  });
});
