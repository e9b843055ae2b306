import { describe, expect, it } from 'vitest';
import type { CommandContext } from '#domain/commands/command.ts';
import { codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import { TEXTS_MAX } from '#domain/lists/fields.ts';
import { actor, organisation, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';

const P = row(1);
const T = row(21);
const FINANCE = organisation('department');
const named = `@${FINANCE} 财政局`;
const lists = {
  problems: [problemRow(P), problemRow(row(2), { status: 'audit' })],
  tasks: [
    taskRow(T, P, { assigned: named, progress: '已印发' }),
    taskRow(row(22), P),
    taskRow(row(23), row(2), { assigned: named }),
    taskRow(row(24), P, { assigned: '财政局' }),
  ],
};

describe('assignTask', () => {
  const finance = { id: FINANCE, name: '财政局', kind: 'department' };
  const assign = (input: object, more: Partial<CommandContext> = {}) =>
    decide(
      'assignTask',
      { row: row(22), organisation: FINANCE, ...input },
      contextOf(lists, { organisation: finance, ...more }),
    );

  it('[W14] writes the department by id and name, and takes it back', () => {
    expect(assign({})).toMatchObject({
      value: { cells: [{ row: row(22), field: 'assigned', value: named }], value: { assigned: FINANCE } },
    });
    expect(assign({ row: T, organisation: null }, { organisation: null })).toMatchObject({
      value: { cells: [{ row: T, field: 'assigned', value: null }], value: { assigned: null } },
    });
    expect(assign({ row: T })).toMatchObject({ value: { cells: [] } });
  });

  it('[W14] needs the office, a task, and an organisation that is a department', () => {
    expect(codeOf(assign({}, { actor: actor('team') }))).toBe('FORBIDDEN');
    expect(codeOf(assign({ row: P }))).toBe('BAD_REFERENCE');
    expect(codeOf(assign({ row: row(99) }))).toBe('NO_SUCH_ROW');
    expect(codeOf(assign({}, { organisation: null }))).toBe('BAD_REFERENCE');
    expect(codeOf(assign({}, { organisation: { ...finance, kind: 'unit' } }))).toBe('BAD_REFERENCE');
    expect(codeOf(assign({}, { organisation: { ...finance, id: organisation('other') } }))).toBe(
      'BAD_REFERENCE',
    );
    expect(codeOf(assign({ organisation: undefined }))).toBe('BAD_REQUEST');
    expect(codeOf(assign({ organisation: '财政局' }))).toBe('BAD_REQUEST');
  });
});

describe('reportProgress', () => {
  const report = (input: object, more: Partial<CommandContext> = {}) =>
    decide(
      'reportProgress',
      { row: T, progress: '已印发，正在执行', ...input },
      contextOf(lists, { actor: actor('department'), ...more }),
    );

  it('[W15] writes the progress of a task that is assigned to the department', () => {
    expect(report({})).toMatchObject({
      value: { cells: [], texts: [{ row: T, field: 'progress', value: '已印发，正在执行' }] },
    });
    expect(report({ base: '已印发' })).toMatchObject({ ok: true });
    expect(report({ progress: '已印发', base: '别的' })).toMatchObject({ value: { cells: [] } });
    expect(codeOf(report({ base: '别的' }))).toBe('CONTENT_CHANGED');
  });

  it('[W15] is asked what a typed text is asked', () => {
    expect(codeOf(report({ progress: '字'.repeat(20_001) }))).toBe('TOO_LONG');
    expect(codeOf(report({ progress: '秘密★1年' }))).toBe('CLASSIFIED_TEXT');
    expect(codeOf(report({ progress: 'a\u0000b' }))).toBe('WRONG_TYPE');
    expect(codeOf(report({ progress: null }))).toBe('BAD_REQUEST');
    const full = Array.from({ length: TEXTS_MAX / 2 }, (_, n) =>
      taskRow(row(100 + n), P, { measure: '措施', note: '备注' }),
    );
    const blank = taskRow(row(22), P, { assigned: named });
    const context = { ...contextOf({ ...lists, tasks: [blank, ...full] }), actor: actor('department') };
    expect(codeOf(decide('reportProgress', { row: row(22), progress: '进展' }, context))).toBe(
      'TOO_MANY_TEXTS',
    );
  });

  it('[P12] not of other rows, not by others, not while the unit could not', () => {
    expect(codeOf(report({ row: row(22) }))).toBe('DEPARTMENT_ROWS_ONLY');
    expect(codeOf(report({ row: row(24) }))).toBe('DEPARTMENT_ROWS_ONLY');
    expect(codeOf(report({ row: P }))).toBe('DEPARTMENT_ROWS_ONLY');
    expect(codeOf(report({ row: row(99) }))).toBe('DEPARTMENT_ROWS_ONLY');
    expect(codeOf(report({ row: row(23) }))).toBe('UNDER_REVIEW');
    expect(codeOf(report({}, { actor: actor('unit_editor') }))).toBe('FORBIDDEN');
    const evidence = (id: string) =>
      codeOf(
        decide(
          'recordEvidence',
          { row: id, title: '拨款凭证' },
          contextOf(lists, { actor: actor('department') }),
        ),
      );
    expect([evidence(T), evidence(row(22)), evidence(row(23)), evidence(P)]).toEqual([
      'ok',
      'DEPARTMENT_ROWS_ONLY',
      'UNDER_REVIEW',
      'DEPARTMENT_ROWS_ONLY',
    ]);
  });
});
