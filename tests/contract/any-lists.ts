/** Random lists for property tests: what a ledger may look like at one moment and at a later one. */
import fc from 'fast-check';
import { MEASURE_TYPES } from '#domain/lists/fields.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { dutyRow, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';

const PROBLEMS = 4;
const BELOW = 12;
const words = fc.constantFrom(
  '',
  '学习不深入。',
  '学习不够深入，制度未落实。',
  '已建立制度3项',
  '已建立制度13项。',
  'ABC 2026',
);
const order = fc.constantFrom('a0', 'a1', 'a2', 'a3V');
const day = fc.constantFrom(null, '2026-01-31', '2026-06-30');
const status = fc.constantFrom('issued', 'rectifying', 'audit', 'closed');
const people = fc.subarray(['张三', '@Person0000000001 李四', '王五']);

const problem = (n: number): fc.Arbitrary<Row> =>
  fc
    .record({
      order,
      code: fc.constantFrom('1-1', '1-2'),
      original: words,
      symptom: words,
      due: day,
      status,
      key: fc.boolean(),
      categories: fc.dictionary(fc.constantFrom('focus', 'four'), words, { maxKeys: 2 }),
    })
    .map((more) => problemRow(row(n), more));
const duty = (n: number): fc.Arbitrary<Row> =>
  fc
    .record({ order, cause: words, leaders: people, clerk: fc.constantFrom(null, '赵六') })
    .map((more) => dutyRow(row(n), row(n % PROBLEMS), more));
const task = (n: number): fc.Arbitrary<Row> =>
  fc
    .record({
      order,
      measure: words,
      progress: words,
      due: day,
      longTerm: fc.boolean(),
      completion: fc.constantFrom('未完成' as const, '已完成' as const),
      types: fc.subarray([...MEASURE_TYPES]),
      counters: fc.dictionary(fc.constantFrom('rules', 'recovered'), fc.integer({ min: 0, max: 9 }), {
        maxKeys: 2,
      }),
    })
    .map((more) => taskRow(row(n), row(n % PROBLEMS), more));

const maybe = (made: fc.Arbitrary<Row>): fc.Arbitrary<readonly Row[]> =>
  fc.option(made, { nil: undefined }).map((one) => (one ? [one] : []));

/** Rows keep their ids from one draw to the next, so that two draws are two moments of one ledger. */
export const anyLists: fc.Arbitrary<Lists> = fc
  .tuple(
    ...Array.from({ length: PROBLEMS }, (_, n) => maybe(problem(n))),
    ...Array.from({ length: BELOW }, (_, n) => maybe(n % 2 === 0 ? duty(100 + n) : task(200 + n))),
  )
  .map((rows) => arranged(rows.flat()));
