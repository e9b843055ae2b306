import { describe, expect, it } from 'vitest';
import { codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import { prepareCommand } from '#domain/commands/registry.ts';
import { allAtOnce } from '#domain/steps.ts';
import { actor, problemRow, row } from '#domain/projections/rows.testing.ts';
import { LEDGER_ROLES } from '#domain/roles.ts';

const PROBLEM = { code: '1-1', original: '学习不深入。' };
const issue = (problems: unknown, context = contextOf({})): string =>
  codeOf(decide('issueFeedback', { problems }, context));

describe('issueFeedback', () => {
  it('[W4] makes the problems at the end of the list, in order', () => {
    const context = contextOf({ problems: [problemRow(row(1), { code: '9', order: 'a5' })] });
    const input = {
      problems: [
        PROBLEM,
        {
          code: '1-2',
          original: '  执行不到位。 ',
          category: '思想建设',
          source: '县委巡察',
          kind: 'immediate',
          due: '2026-06-30',
        },
      ],
      document: 'Import0000000001',
    };
    const decided = decide('issueFeedback', input, context);
    if (!decided.ok) throw new Error(decided.code);
    const cells = decided.value.cells.filter((cell) => cell.row === row(9_001));
    expect(Object.fromEntries(cells.map(({ field, value }) => [field, value]))).toEqual({
      list: 'problems',
      order: expect.any(String),
      code: '1-2',
      original: '执行不到位。',
      category: '思想建设',
      source: '县委巡察',
      kind: 'immediate',
      due: '2026-06-30',
      status: 'issued',
    });
    const orders = decided.value.cells
      .filter((cell) => cell.field === 'order')
      .map((cell) => String(cell.value));
    expect(['a5', ...orders]).toEqual(['a5', ...orders].sort());
    expect(decided.value.records).toEqual([
      {
        kind: 'feedback',
        id: row(9_002),
        import: 'Import0000000001',
        rows: { '1-1': row(9_000), '1-2': row(9_001) },
      },
    ]);
    expect(decided.value.value).toEqual({
      problems: [
        { code: '1-1', row: row(9_000) },
        { code: '1-2', row: row(9_001) },
      ],
    });
  });

  it("[W2] [W4] is the office's alone", () => {
    for (const role of LEDGER_ROLES) {
      expect(issue([PROBLEM], contextOf({}, { actor: actor(role) })), role).toBe(
        role === 'office' ? 'ok' : 'FORBIDDEN',
      );
    }
  });

  it.each([
    [[], 'BAD_REQUEST'],
    [undefined, 'BAD_REQUEST'],
    [[{ code: '1' }], 'BAD_REQUEST'],
    [[{ ...PROBLEM, code: ' ' }], 'EMPTY_TEXT'],
    [[{ ...PROBLEM, original: '' }], 'EMPTY_TEXT'],
    [[{ ...PROBLEM, original: '字'.repeat(8_001) }], 'TOO_LONG'],
    [[{ ...PROBLEM, original: '机密★5年' }], 'CLASSIFIED_TEXT'],
    [[{ ...PROBLEM, source: '省级' }], 'NOT_IN_LIST'],
    [[{ ...PROBLEM, due: '2026-02-30' }], 'BAD_DATE'],
    [[{ ...PROBLEM, code: '9'.repeat(41) }], 'TOO_LONG'],
    [[PROBLEM, PROBLEM], 'DUPLICATE_CODE'],
    [Array.from({ length: 1_001 }, (_, n) => ({ ...PROBLEM, code: String(n) })), 'TOO_MANY'],
  ])('[W4] refuses %#', (problems, code) => {
    expect(issue(problems)).toBe(code);
  });

  it('[W4] names the problem that does not fit', () => {
    expect(
      allAtOnce(
        prepareCommand('issueFeedback', { problems: [PROBLEM, { code: '2', original: 'x', kind: 'soon' }] }),
      ),
    ).toMatchObject({
      code: 'NOT_IN_LIST',
      params: { field: 'kind', problem: 2 },
    });
  });

  it('[W4] refuses a code that stands already; one in the bin may be used again', () => {
    expect(issue([PROBLEM], contextOf({ problems: [problemRow(row(1))] }))).toBe('DUPLICATE_CODE');
    expect(issue([PROBLEM], contextOf({ problems: [problemRow(row(1), { deleted: true })] }))).toBe('ok');
  });

  it('[F9] keeps to the bound of rows', () => {
    const problems = Array.from({ length: 20_000 }, (_, n) => problemRow(row(n), { code: `x${n}` }));
    expect(issue([PROBLEM], contextOf({ problems }))).toBe('TOO_MANY_ROWS');
  });
});
