/** `importLedger`: who brings what, what is filled, what stays, what is left out. */
import { describe, expect, it } from 'vitest';
import { codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import type { CommandContext, CommandDecision } from '#domain/commands/command.ts';
import { matchProblems } from '#domain/imports/match.ts';
import { actor, dutyRow, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import { LEDGER_ROLES } from '#domain/roles.ts';

const DOCUMENT = 'Import0000000001';
const TASK = {
  measure: '开展培训',
  due: '2026-09-30',
  completion: '已完成',
  evidence: '签到表',
  types: ['其他'],
};
const PROBLEM = {
  code: '7',
  original: '学习不深入。',
  category: '责任方面',
  duties: [{ leaders: ['张某'], cause: '重视不够。' }],
  tasks: [TASK],
};
const run = (problems: readonly object[], context: CommandContext) =>
  decide('importLedger', { problems, document: DOCUMENT }, context);
const done = (problems: readonly object[], context: CommandContext): CommandDecision => {
  const decided = run(problems, context);
  if (!decided.ok) throw new Error(`${decided.code} ${JSON.stringify(decided.params)}`);
  return decided.value;
};
const EDITOR = actor('unit_editor');
const answered = ({ value }: CommandDecision) =>
  value as {
    tasks: number;
    duties: number;
    filled: number;
    kept: { field: string }[];
    left: { reason: string }[];
  };

describe('importLedger', () => {
  it('[W16] the office issues new problems with their duties and tasks, and evidence becomes a record', () => {
    const decision = done([PROBLEM], contextOf({}));
    const fields = (list: string) => {
      const born = decision.cells.find(({ field, value }) => field === 'list' && value === list)!.row;
      return Object.fromEntries(
        [...decision.cells, ...(decision.texts ?? [])]
          .filter((cell) => cell.row === born)
          .map(({ field, value }) => [field, value]),
      );
    };
    expect(fields('problems')).toMatchObject({
      code: '7',
      original: '学习不深入。',
      category: '责任方面',
      status: 'issued',
    });
    expect(fields('duties')).toMatchObject({ cause: '重视不够。' });
    expect(fields('tasks')).toMatchObject({
      measure: '开展培训',
      due: '2026-09-30',
      completion: '已完成',
      evidenceCount: 1,
    });
    expect(decision.records).toMatchObject([
      { kind: 'evidence', title: '签到表', number: null },
      { kind: 'imported', import: DOCUMENT },
    ]);
    expect(decision.cells.filter(({ field }) => field === 'status').map(({ value }) => value)).toEqual([
      'issued',
    ]);
  });

  it('[W16] only the office, editors and heads; a unit issues nothing', () => {
    for (const role of LEDGER_ROLES) {
      const code = codeOf(run([PROBLEM], contextOf({}, { actor: actor(role) })));
      const wanted =
        role === 'office'
          ? 'ok'
          : role === 'unit_editor' || role === 'unit_head'
            ? 'NOT_ON_BOARD'
            : 'FORBIDDEN';
      expect([role, code]).toEqual([role, wanted]);
    }
  });

  it.each([
    ['issued', 'NOT_CLAIMED_YET'],
    ['rectifying', undefined],
    ['reopened', undefined],
    ['audit', 'UNDER_REVIEW'],
    ['closed', 'CLOSED'],
  ])('[W16] the unit brings duties and tasks while it works on the problem: %s', (status, reason) => {
    const problems = [problemRow(row(1), { status })];
    const also = problemRow(row(2), { code: '2', order: 'a1' });
    const given = [
      { ...PROBLEM, row: row(1) },
      { ...PROBLEM, code: '2', row: row(2) },
    ];
    const { left, tasks } = answered(
      done(given, contextOf({ problems: [...problems, also] }, { actor: EDITOR })),
    );
    expect([left.map((one) => one.reason), tasks]).toEqual(reason ? [[reason], 1] : [[], 2]);
  });

  it.each(['issued', 'rectifying'])(
    '[W16] the office takes paper over only where the unit has written nothing: %s',
    (status) => {
      const problems = [problemRow(row(1), { status })];
      const given = [{ ...PROBLEM, row: row(1) }];
      expect(answered(done(given, contextOf({ problems })))).toMatchObject({ tasks: 1, duties: 1, left: [] });
      const tasks = [taskRow(row(3), row(1), { measure: '别的措施' })];
      const beside = answered(done(given, contextOf({ problems, tasks })));
      expect([beside.tasks, beside.left.length, beside.filled]).toEqual([0, 1, 1]);
      const review = contextOf({ problems: [problemRow(row(1), { status: 'audit' })] });
      expect(answered(done(given, review)).left).toMatchObject([{ reason: 'UNDER_REVIEW' }]);
    },
  );

  it('[W16] empty fields are filled, what the board holds stays and is named; the same measure is the same task', () => {
    const problems = [problemRow(row(1), { category: '别的方面' })];
    const duties = [dutyRow(row(2), row(1), { cause: '', leaders: ['李某'] })];
    const tasks = [
      taskRow(row(3), row(1), { measure: '开展 培训。', completion: '未完成', evidenceCount: 2 }),
    ];
    const decision = done(
      [{ ...PROBLEM, row: row(1) }],
      contextOf({ problems, duties, tasks }, { actor: EDITOR }),
    );
    const { kept, tasks: made, duties: born } = answered(decision);
    expect([made, born]).toEqual([0, 0]);
    expect(kept.map(({ field }) => field).sort()).toEqual(['category', 'completion', 'leaders']);
    expect(decision.texts).toEqual([{ row: row(2), field: 'cause', value: '重视不够。' }]);
    expect(decision.cells).toEqual([
      { row: row(3), field: 'types', member: '其他', value: true },
      { row: row(3), field: 'due', value: '2026-09-30' },
    ]);
    expect(decision.records).toEqual([{ kind: 'imported', import: DOCUMENT }]);
  });

  it('[W16] every value is held against the field table, and no code comes twice', () => {
    const refused = (more: object, context = contextOf({})) =>
      codeOf(run([{ ...PROBLEM, ...more }], context));
    expect(refused({ original: ' ' })).toBe('EMPTY_TEXT');
    expect(refused({ original: '长'.repeat(8_001) })).toBe('TOO_LONG');
    expect(refused({ source: '听说' })).toBe('NOT_IN_LIST');
    expect(refused({ tasks: [{ ...TASK, due: '2026-06-31' }] })).toBe('BAD_DATE');
    expect(refused({ tasks: [{ ...TASK, types: ['随便'] }] })).toBe('NOT_IN_LIST');
    expect(refused({ tasks: [{ ...TASK, evidence: '机密★1年' }] })).toBe('CLASSIFIED_TEXT');
    expect(refused({ duties: [{ leaders: ['名'.repeat(61)] }] })).toBe('BAD_REFERENCE');
    expect(refused({ kind: 'soon' })).toBe('BAD_REQUEST');
    expect(codeOf(run([PROBLEM, PROBLEM], contextOf({})))).toBe('DUPLICATE_CODE');
    expect(refused({}, contextOf({ problems: [problemRow(row(1), { code: '7' })] }))).toBe('DUPLICATE_CODE');
  });
});

describe('[W16] the board’s own problem', () => {
  const known = [
    { row: row(1), code: '1-1', original: '理论学习与业务工作结合不紧，全年集体学习22次。' },
    { row: row(2), code: '1-2', original: '项目前期工作不实，9个项目未取得手续即申报开工。' },
  ];
  const found = (code: string, original: string) =>
    matchProblems([{ code, original }], known)[0]?.code ?? null;

  it('[W16] is found by its text whatever its code, blanks and punctuation aside', () => {
    expect(found('7', '项目前期工作不实,9个项目 未取得手续即申报开工')).toBe('1-2');
    expect(found('7', '项目前期工作不实，8个项目未取得手续即申报开工。')).toBe('1-2');
  });
  it('[W16] is found by its code where half of the text agrees, and not where it does not', () => {
    expect(found('1-1', '理论学习与业务工作结合不紧，只作原文传达。')).toBe('1-1');
    expect(found('1-1', '食堂浪费较多。')).toBeNull();
  });
  it('[W16] is given once', () => {
    const twice = matchProblems([known[0]!, known[0]!], known);
    expect(twice.map((match) => match?.code ?? null)).toEqual(['1-1', null]);
  });
});
