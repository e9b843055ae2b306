import { describe, expect, it } from 'vitest';
import { AT, codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import type { CommandContext } from '#domain/commands/command.ts';
import { actor, dutyRow, person, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';

const P = row(1);
const at = (more: Partial<ProblemRow>, context: Partial<CommandContext> = {}): CommandContext =>
  contextOf({ problems: [problemRow(P, more)] }, context);
const me = `@${person(1)} 周某`;

describe('claim', () => {
  it('[W3] the first claim goes through claimed to rectifying and names the person and the time', () => {
    for (const role of ['unit_head', 'unit_member'] as const) {
      expect(decide('claim', { row: P }, at({ status: 'issued' }, { actor: actor(role) }))).toMatchObject({
        value: {
          cells: [
            { row: P, field: 'claim', member: person(1), value: AT },
            { row: P, field: 'status', value: 'claimed' },
            { row: P, field: 'status', value: 'rectifying' },
          ],
          value: { status: 'rectifying' },
        },
      });
    }
  });

  it('[W3] a further claim leaves the state; nobody claims twice', () => {
    const others = { [person(2)]: AT };
    const member = { actor: actor('unit_member') };
    expect(decide('claim', { row: P }, at({ claim: others }, member))).toMatchObject({
      value: { cells: [{ field: 'claim', member: person(1) }] },
    });
    expect(codeOf(decide('claim', { row: P }, at({ claim: { [person(1)]: AT } }, member)))).toBe(
      'ALREADY_CLAIMED',
    );
    expect(codeOf(decide('claim', { row: P }, at({ status: 'closed' }, member)))).toBe('WRONG_STATE');
    expect(
      codeOf(decide('claim', { row: P }, at({ status: 'issued' }, { actor: actor('unit_editor') }))),
    ).toBe('FORBIDDEN');
    expect(codeOf(decide('claim', { row: 'x' }, at({}, member)))).toBe('BAD_REQUEST');
  });
});

describe('correctOriginal', () => {
  const correct = (
    input: object,
    more: Partial<ProblemRow> = {},
    context: Partial<CommandContext> = {},
  ): string =>
    codeOf(
      decide(
        'correctOriginal',
        { row: P, original: '学习不够深入。', reason: '原文有误', ...input },
        at(more, context),
      ),
    );

  it('[W5] writes the new text and keeps the old one with the reason, in any state', () => {
    expect(
      decide(
        'correctOriginal',
        { row: P, original: '学习不够深入。', reason: ' 原文有误 ' },
        at({ status: 'closed' }),
      ),
    ).toMatchObject({
      value: {
        cells: [{ row: P, field: 'original', value: '学习不够深入。' }],
        records: [
          {
            kind: 'correction',
            problem: P,
            oldText: '学习不深入。',
            newText: '学习不够深入。',
            reason: '原文有误',
          },
        ],
      },
    });
  });

  it('[W5] needs the office, a reason, a standing problem and another text', () => {
    expect(correct({}, {}, { actor: actor('unit_head') })).toBe('FORBIDDEN');
    expect(correct({ reason: ' ' })).toBe('REASON_REQUIRED');
    expect(correct({ reason: undefined })).toBe('REASON_REQUIRED');
    expect(correct({ reason: '字'.repeat(1_001) })).toBe('TOO_LONG');
    expect(correct({ original: ' ' })).toBe('EMPTY_TEXT');
    expect(correct({ original: '绝密' })).toBe('CLASSIFIED_TEXT');
    expect(correct({ original: '学习不深入。' })).toBe('BAD_REQUEST');
    expect(correct({}, { deleted: true })).toBe('ROW_DELETED');
    expect(correct({ row: row(5) })).toBe('NO_SUCH_ROW');
  });
});

describe('recordEvidence', () => {
  const lists = {
    problems: [problemRow(P), problemRow(row(2), { status: 'audit' })],
    duties: [dutyRow(row(11), P, { leaders: [me] })],
    tasks: [taskRow(row(21), P, { evidenceCount: 2 })],
  };
  const record = (
    input: object,
    role: 'unit_editor' | 'unit_head' | 'unit_member' | 'office' = 'unit_editor',
  ): string =>
    codeOf(
      decide(
        'recordEvidence',
        { row: P, title: '会议记录', ...input },
        contextOf(lists, { actor: actor(role) }),
      ),
    );

  it('[W6] counts on the row and keeps the description', () => {
    const input = { row: row(21), title: ' 学习计划 ', number: '示发改党〔2026〕6号', note: '' };
    expect(decide('recordEvidence', input, contextOf(lists, { actor: actor('unit_head') }))).toMatchObject({
      value: {
        cells: [{ row: row(21), field: 'evidenceCount', value: 3 }],
        records: [
          {
            kind: 'evidence',
            id: row(9_000),
            row: row(21),
            title: '学习计划',
            number: '示发改党〔2026〕6号',
            note: null,
          },
        ],
      },
    });
  });

  it('[W6] needs a title within its limits, without a secrecy mark', () => {
    expect(record({ title: '' })).toBe('EMPTY_TEXT');
    expect(record({ title: '字'.repeat(201) })).toBe('TOO_LONG');
    expect(record({ number: '字'.repeat(101) })).toBe('TOO_LONG');
    expect(record({ note: '秘密★1年' })).toBe('CLASSIFIED_TEXT');
    expect(record({ title: 3 })).toBe('BAD_REQUEST');
  });

  it('[P8] is recorded by whoever writes the content of the row, unfrozen', () => {
    expect(record({})).toBe('ok');
    expect(record({}, 'office')).toBe('FORBIDDEN');
    expect(record({}, 'unit_member')).toBe('NOT_YOUR_ROW');
    expect(record({ row: row(21) }, 'unit_member')).toBe('ok');
    expect(record({ row: row(2) })).toBe('UNDER_REVIEW');
    expect(record({ row: row(11) })).toBe('BAD_REFERENCE');
    expect(record({ row: row(99) })).toBe('NO_SUCH_ROW');
  });
});

describe('deleteRow and restoreRow', () => {
  const lists = {
    problems: [
      problemRow(P),
      problemRow(row(2), { deleted: true, code: '1-2' }),
      problemRow(row(3), { deleted: true }),
    ],
    tasks: [taskRow(row(21), P), taskRow(row(22), P, { deleted: true }), taskRow(row(23), row(2))],
  };
  const bin = (name: 'deleteRow' | 'restoreRow', id: string, role: 'office' | 'unit_editor'): string =>
    codeOf(decide(name, { row: id }, contextOf(lists, { actor: actor(role) })));

  it('[W11] flags and unflags, on record', () => {
    expect(
      decide('deleteRow', { row: row(21) }, contextOf(lists, { actor: actor('unit_editor') })),
    ).toMatchObject({
      value: {
        cells: [{ row: row(21), field: 'deleted', value: true }],
        records: [{ kind: 'binned', row: row(21), list: 'tasks' }],
      },
    });
    expect(
      decide('restoreRow', { row: row(22) }, contextOf(lists, { actor: actor('unit_editor') })),
    ).toMatchObject({
      value: {
        cells: [{ row: row(22), field: 'deleted', value: false }],
        records: [{ kind: 'unbinned', row: row(22) }],
      },
    });
  });

  it('[P7] [W11] by whom, and only what is there', () => {
    expect(bin('deleteRow', P, 'office')).toBe('ok');
    expect(bin('deleteRow', P, 'unit_editor')).toBe('ROLE_MAY_NOT_WRITE');
    expect(bin('deleteRow', row(21), 'office')).toBe('ROLE_MAY_NOT_WRITE');
    expect(bin('deleteRow', row(22), 'unit_editor')).toBe('ROW_DELETED');
    expect(bin('restoreRow', row(21), 'unit_editor')).toBe('NOT_DELETED');
    expect(bin('deleteRow', row(23), 'unit_editor')).toBe('ROW_DELETED');
    expect(bin('restoreRow', row(99), 'office')).toBe('NO_SUCH_ROW');
    expect(bin('restoreRow', row(2), 'office')).toBe('ok');
  });

  it('[W11] a problem comes back only while its code is free', () => {
    expect(bin('restoreRow', row(3), 'office')).toBe('DUPLICATE_CODE');
  });
});
