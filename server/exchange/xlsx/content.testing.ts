/** Ledgers for the tests of the workbook: whatever the field table allows, and one small one with known cells. */
import fc from 'fast-check';
import { COMPLETIONS, COUNTERS, KINDS, MEASURE_TYPES, SOURCES } from '#domain/lists/fields.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { LEDGER_FORMAT, type ExportHead, type LedgerContent } from '#paper/content.ts';

export const HEAD: ExportHead = {
  snapshot: {
    number: 3,
    title: '季度存档',
    at: '2026-03-31T01:00:00.000Z',
    sha256: 'a'.repeat(64),
    previousSha256: 'b'.repeat(64),
    chainSha256: 'c'.repeat(64),
  },
  exporter: '=某同志',
  office: '=某巡察办',
  exportedAt: '2026-03-31T02:00:00.000Z',
  day: '2026-03-31',
  longTermOutOfRate: false,
};

const id = fc.stringMatching(/^[0-9A-Za-z]{16}$/);
/** What the field table lets in: no control characters but tab and line breaks, no halves of pairs. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '=1+1',
      '+86',
      '-2.5',
      '@SUM(A1)',
      '\t=1',
      '\r\n=x',
      "'quoted",
      '_x000D_',
      '_x005F_x000d_',
      '_x005F_x005F_x000D__x000D_',
      'C:\\u000D\\\\r',
      '\u2028\ufffe\u0085',
      ' 前后空格 ',
      '第一行\n第二行\r第三行',
      '&lt;b&gt;"',
    ),
  )
  .map((value) => value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, ''));
const filled = text.filter((value) => value !== '');
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const base = { id, order: fc.stringMatching(/^[0-9A-Za-z]{1,20}$/), deleted: fc.constant(false) };
const day = orNull(fc.constantFrom('2026-01-31', '2026-12-31'));
const problem = fc.record({
  ...base,
  list: fc.constant('problems' as const),
  code: filled,
  original: filled,
  source: orNull(fc.constantFrom(...SOURCES)),
  category: orNull(filled),
  subcategory: orNull(filled),
  categories: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), filled, { maxKeys: 2 }),
  symptom: text,
  nature: orNull(fc.constantFrom('个性', '共性')),
  key: fc.boolean(),
  kind: orNull(fc.constantFrom(...KINDS)),
  due: day,
  previousId: orNull(id),
  status: fc.constantFrom('issued', 'rectifying', 'closed'),
  claim: fc.dictionary(id, fc.constant('2026-01-01T00:00:00.000Z'), { maxKeys: 2 }),
  supervisionNote: text,
  evidenceCount: fc.nat(99),
  completion: fc.constantFrom(...COMPLETIONS),
  longTerm: fc.boolean(),
});
const duty = fc.record({
  ...base,
  list: fc.constant('duties' as const),
  problem: id,
  cause: text,
  goal: text,
  firstHead: orNull(filled),
  clerk: orNull(filled),
  leaders: fc.array(filled, { maxLength: 3 }),
  coUnits: fc.array(filled, { maxLength: 2 }),
  leadDept: orNull(filled),
  supervisorOrg: orNull(filled),
  countyLeader: orNull(filled),
  due: day,
});
const task = fc.record({
  ...base,
  list: fc.constant('tasks' as const),
  problem: id,
  code: filled,
  measure: text,
  progress: text,
  extension: text,
  types: fc.subarray([...MEASURE_TYPES]),
  owner: orNull(filled),
  due: day,
  dueText: orNull(filled),
  immediate: fc.boolean(),
  withinFocus: fc.boolean(),
  longTerm: fc.boolean(),
  completion: fc.constantFrom(...COMPLETIONS),
  counters: fc.dictionary(
    fc.constantFrom(...COUNTERS.map((counter) => counter.id as string)),
    fc.integer({ min: 0, max: 99_999 }).map((cents) => cents / 100),
    { noNullPrototype: true },
  ),
  note: text,
  supervisionNote: text,
  assigned: orNull(id),
  evidenceCount: fc.nat(9),
});
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
/** Every ledger that the field table allows, with the texts that programs like to change. */
export const ledgers = fc
  .record({
    ledger: id,
    unit: filled,
    problems: fc.array(problem, { maxLength: 4 }),
    duties: fc.array(duty, { maxLength: 4 }),
    tasks: fc.array(task, { maxLength: 6 }),
  })
  .map(
    (parts) =>
      plain({
        format: LEDGER_FORMAT,
        round: 'R'.repeat(16),
        roundName: '第一轮',
        seq: 7,
        at: '2026-03-31T01:00:00.000Z',
        ...parts,
      }) as unknown as LedgerContent,
  );

const row = { order: 'a0', deleted: false };
const PROBLEM = {
  ...row,
  id: 'p',
  list: 'problems',
  code: '1-1',
  original: '=HYPERLINK("x")',
  source: '县委巡察',
  category: null,
  subcategory: null,
  categories: {},
  symptom: '',
  nature: null,
  key: false,
  kind: 'immediate',
  due: '2026-06-30',
  previousId: null,
  status: 'closed',
  claim: {},
  supervisionNote: '',
  evidenceCount: 1,
  completion: '已完成',
  longTerm: false,
} as unknown as ProblemRow;
const DUTY = {
  ...row,
  id: 'd',
  list: 'duties',
  problem: 'p',
  cause: '',
  goal: '',
  firstHead: '@abcdefghij012345 某书记',
  clerk: null,
  leaders: ['甲', '乙'],
  coUnits: [],
  leadDept: null,
  supervisorOrg: null,
  countyLeader: null,
  due: null,
} as unknown as DutyRow;
const TASK = {
  ...row,
  id: 't',
  list: 'tasks',
  problem: 'p',
  code: '1-1-1',
  measure: '-制定办法',
  progress: '',
  extension: '',
  types: ['建章立制'],
  owner: null,
  due: '2026-06-30',
  dueText: null,
  immediate: false,
  withinFocus: false,
  longTerm: true,
  completion: '已完成',
  counters: { rules: 2 },
  note: '',
  supervisionNote: '',
  assigned: null,
  evidenceCount: 0,
} as unknown as TaskRow;
export const SAMPLE: LedgerContent = {
  format: LEDGER_FORMAT,
  ledger: 'L'.repeat(16),
  unit: '某局',
  round: 'R'.repeat(16),
  roundName: '第一轮',
  seq: 7,
  at: '2026-03-31T01:00:00.000Z',
  problems: [PROBLEM],
  duties: [DUTY],
  tasks: [TASK],
};
