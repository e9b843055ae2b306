/** The workbook of an export: the machine sheet gives back every row, the clean tables show it, nothing becomes a formula. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workbook } from 'exceljs';
import { COMPLETIONS, COUNTERS, KINDS, MEASURE_TYPES, SOURCES } from '#domain/lists/fields.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import {
  LEDGER_FORMAT,
  ROUND_FORMAT,
  type ExportHead,
  type LedgerContent,
  type RoundContent,
} from '#server/exchange/exports/content.ts';
import { escapeCellText } from './cell-text.ts';
import { MACHINE_SHEET, readMachineSheet } from './machine-sheet.ts';
import { sheetNames } from './sheet-names.ts';
import { openWorkbook, PROPERTIES_SHEET, writeWorkbook } from './workbook.ts';

const HEAD: ExportHead = {
  snapshot: {
    number: 3,
    title: '季度存档',
    at: '2026-03-31T01:00:00.000Z',
    sha256: 'a'.repeat(64),
    previousSha256: 'b'.repeat(64),
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
const ledger = fc
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
const SAMPLE: LedgerContent = {
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

describe('[X8] the machine sheet', () => {
  it('[X8] gives back exactly the rows that were written, whatever their texts', async () => {
    const rows = fc.array(ledger, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(rows, async (ledgers) => {
        const content: RoundContent = {
          format: ROUND_FORMAT,
          round: 'R'.repeat(16),
          name: '第一轮',
          ledgers,
        };
        const workbook = await openWorkbook(await writeWorkbook(content, HEAD));
        const wanted = ledgers.flatMap((one) =>
          [...one.problems, ...one.duties, ...one.tasks].map((row) => ({ ledger: one.ledger, row })),
        );
        expect(readMachineSheet(workbook)).toEqual(wanted);
      }),
      { numRuns: 40, seed: 20260331 },
    );
  });

  it('[X8] what XML cannot hold is escaped as Office does', () => {
    expect(escapeCellText('a\rb_x000D_')).toBe('a_x000D_b_x005F_x000D_');
    expect(escapeCellText('\ufffe')).toBe('_xFFFE_');
  });
});

describe('[X8] the workbook', () => {
  let workbook: Workbook;
  beforeAll(async () => {
    workbook = await openWorkbook(await writeWorkbook(SAMPLE, HEAD));
  });

  it('[X8] has the printed ledger, one table a list, the machine sheet and the properties', () => {
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      '整改台账',
      '问题清单',
      '责任清单',
      '任务清单',
      MACHINE_SHEET,
      PROPERTIES_SHEET,
    ]);
    const tasks = workbook.getWorksheet('任务清单')!;
    expect(tasks.getCell(1, 1).value).toBe('某局落实第一轮反馈意见任务清单');
    const row = (tasks.getRow(4).values as unknown[]).slice(1);
    expect(row.slice(0, 5)).toEqual([1, '1-1', '1-1-1', '-制定办法', '建章立制']);
    expect(row).toContain('2026-06-30，长期坚持');
    expect(row).toContain('制度2项');
    expect(workbook.getWorksheet('责任清单')!.getRow(4).values).toContain('某书记');
    expect(workbook.getWorksheet('责任清单')!.getRow(4).values).toContain('甲、乙');
    expect(workbook.getWorksheet('问题清单')!.getRow(4).values).toContain('立行立改');
  });

  it('[X8] text that looks like a formula is text, and stays text when somebody edits the cell', () => {
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.formula).toBeUndefined();
          if (typeof cell.value === 'string' && /^[=+\-@\t\r]/u.test(cell.value))
            expect(cell.numFmt).toBe('@');
        }),
      );
    }
    const originals = workbook.getWorksheet('问题清单')!.getColumn(6).values;
    expect(originals).toContain('=HYPERLINK("x")');
  });

  it('[X9] carries number, hash and previous hash', () => {
    const sheet = workbook.getWorksheet(PROPERTIES_SHEET)!;
    const found = new Map<unknown, unknown>();
    sheet.eachRow((row) => found.set(row.getCell(1).value, row.getCell(3).value));
    expect(found.get('snapshotNumber')).toBe('3');
    expect(found.get('sha256')).toBe('a'.repeat(64));
    expect(found.get('previousSha256')).toBe('b'.repeat(64));
    expect(found.get('seq')).toBe('7');
    expect(found.get('exporter')).toBe('=某同志');
  });

  it('[X8] a round adds a summary that adds up, and a column for the unit', async () => {
    const content: RoundContent = {
      format: ROUND_FORMAT,
      round: 'R'.repeat(16),
      name: '第一轮',
      ledgers: [SAMPLE, { ...SAMPLE, ledger: 'M'.repeat(16), unit: '某镇' }],
    };
    const round = await openWorkbook(await writeWorkbook(content, HEAD));
    const summary = round.getWorksheet('汇总')!;
    const line = (row: number) => (summary.getRow(row).values as unknown[]).slice(2);
    expect(line(4)[0]).toBe('某局');
    expect(line(6).slice(0, 3)).toEqual(['合计', 2, 2]);
    expect(line(6).slice(-2)).toEqual([2, 100]);
    expect(summary.getCell(2, 1).value).toBe('填报单位（盖章）：=某巡察办');
    expect(String(summary.getCell(7, 1).value)).toContain('销号率＝已销号÷应销号问题数');
    expect(round.worksheets.map((sheet) => sheet.name).slice(0, 3)).toEqual(['汇总', '某局', '某镇']);
    expect(round.getWorksheet('问题清单')!.getRow(5).getCell(1).value).toBe('某镇');
  });
});

describe('[X8] names of sheets', () => {
  it('[X8] are short, without forbidden signs, each once and none of the fixed ones', () => {
    const long = '示例县农业农村和水利与林业草原综合服务保障中心（原农业局）党组';
    const names = sheetNames([`${long}甲`, `${long}乙`, "'a/b:c'", '汇总', '', 'History'], ['汇总']);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(31);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(names.slice(1)).toEqual([
      `${long.slice(0, 28)}（2）`,
      'a b c',
      '汇总（2）',
      '台账',
      'History（2）',
    ]);
  });
});
