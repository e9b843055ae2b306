/** What a restore writes and what it leaves: rights of now, governed fields untouched, the bin (rules N4–N6). */
import { describe, expect, it } from 'vitest';
import { contextOf } from '#domain/commands/context.testing.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Row } from '#domain/projections/rows.ts';
import { actor, dutyRow, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import type { LedgerRole } from '#domain/roles.ts';
import { planRestore, rowsToRestore, type RestorePlan, type RestoreWish } from '#domain/restoring/plan.ts';

const [P, Q, D, T, U] = [row(1), row(2), row(11), row(21), row(22)];
const EVERYTHING: RestoreWish = { only: null, binSince: false };

const saved: readonly Row[] = [
  problemRow(P, { due: '2026-01-31', status: 'issued', original: '旧', key: true, symptom: '旧表现' }),
  dutyRow(D, P, { cause: '旧原因', leaders: ['甲', '乙'], supervisorOrg: '纪委' }),
  taskRow(T, P, { measure: '旧措施', types: ['建章立制'], counters: { rules: 1 }, progress: '旧' }),
];
const now = (status: string): readonly Row[] => [
  problemRow(P, { due: '2026-03-31', status, original: '新', key: false, symptom: '新表现' }),
  dutyRow(D, P, { cause: '新原因', leaders: ['乙', '丙'] }),
  taskRow(T, P, {
    measure: '新措施',
    types: ['追责问责'],
    counters: { rules: 2, recovered: 3 },
    progress: '旧',
  }),
  taskRow(U, P, { measure: '此后' }),
];
function plan(
  roles: readonly LedgerRole[],
  status: string,
  wish: Partial<RestoreWish> = {},
  more: { readonly planPassed?: boolean; readonly rows?: readonly Row[] } = {},
): RestorePlan {
  const lists = arranged(more.rows ?? now(status));
  const context = contextOf(lists, { actor: actor(...roles), planPassed: more.planPassed ?? false });
  return planRestore(rowsToRestore(arranged(saved), lists), { ...EVERYTHING, ...wish }, context);
}
const fieldsOf = ({ fields }: RestorePlan): readonly string[] => fields.map(({ field }) => field).sort();
const codesOf = ({ left }: RestorePlan): Readonly<Record<string, string>> =>
  Object.fromEntries(left.map(({ row: id, field, refusal }) => [`${id}/${field ?? ''}`, refusal.code]));

describe('[N4] a restore writes what the person could type now', () => {
  it('[N4] the office gets its own fields back, and what the unit writes stays', () => {
    const planned = plan(['office'], 'rectifying');
    expect(fieldsOf(planned)).toEqual(['due', 'key', 'supervisorOrg', 'symptom']);
    expect(codesOf(planned)).toMatchObject({
      [`${P}/status`]: 'SERVER_ONLY',
      [`${P}/original`]: 'SERVER_ONLY',
      [`${D}/cause`]: 'ROLE_MAY_NOT_WRITE',
      [`${T}/measure`]: 'ROLE_MAY_NOT_WRITE',
    });
  });

  it('[N4] the head gets what the unit writes, while it writes', () => {
    expect(fieldsOf(plan(['unit_head'], 'rectifying'))).toEqual([
      'cause',
      'counters',
      'due',
      'leaders',
      'measure',
      'types',
    ]);
    const frozen = plan(['unit_head'], 'audit');
    expect([frozen.cells, frozen.texts]).toEqual([[], []]);
    expect(codesOf(frozen)[`${T}/measure`]).toBe('UNDER_REVIEW');
    expect(fieldsOf(plan(['office'], 'audit'))).toContain('due');
  });

  it('[N4] once the plan has passed, time limits stay', () => {
    const planned = plan(['unit_head'], 'rectifying', {}, { planPassed: true });
    expect(fieldsOf(planned)).not.toContain('due');
    expect(codesOf(planned)[`${P}/due`]).toBe('PLAN_PASSED');
  });

  it('[N4] members come back one key each: gone ones null, lists in their order', () => {
    const { cells } = plan(['unit_head'], 'rectifying');
    const of = (field: string): [string | undefined, unknown][] =>
      cells.filter((cell) => cell.field === field).map(({ member, value }) => [member, value]);
    expect(of('types')).toEqual([
      ['追责问责', null],
      ['建章立制', true],
    ]);
    expect(of('counters')).toEqual([
      ['recovered', null],
      ['rules', 1],
    ]);
    expect(of('leaders')).toEqual([
      ['丙', null],
      ['甲', 'a0'],
      ['乙', 'a1'],
    ]);
  });

  it('[N4] a part: rows whole, or single fields', () => {
    const part = plan(['unit_head'], 'rectifying', { only: new Set([D, `${T}/measure`]) });
    expect(fieldsOf(part)).toEqual(['cause', 'leaders', 'measure']);
    expect(part.left.map(({ field }) => field)).toEqual(['supervisorOrg']);
  });

  it('[N4] a value that the field table of today does not take stays away', () => {
    const wrong = [problemRow(P, { due: '不是日期' })];
    const lists = arranged([problemRow(P)]);
    const planned = planRestore(rowsToRestore(arranged(wrong), lists), EVERYTHING, contextOf(lists));
    expect(planned.cells).toEqual([]);
    expect(codesOf(planned)).toEqual({ [`${P}/due`]: 'BAD_DATE' });
  });
});

describe('[N5] a restore and the bin', () => {
  const inBin = (...ids: readonly string[]): readonly Row[] =>
    now('rectifying').map((one) => (ids.includes(one.id) ? { ...one, deleted: true } : one));

  it('[N5] rows that stood then come out of the bin, a problem by the office, its rows by the unit', () => {
    const byOffice = plan(['office'], '', {}, { rows: inBin(P, T) });
    expect(byOffice.fromBin).toEqual([P]);
    expect(byOffice.records).toEqual([{ kind: 'unbinned', row: P }]);
    expect(codesOf(byOffice)[`${T}/`]).toBe('ROLE_MAY_NOT_WRITE');
    const byHead = plan(['unit_head'], '', {}, { rows: inBin(P, T) });
    expect(byHead.fromBin).toEqual([]);
    expect(codesOf(byHead)).toMatchObject({ [`${P}/`]: 'ROLE_MAY_NOT_WRITE', [`${T}/`]: 'ROW_DELETED' });
    const byBoth = plan(['office', 'unit_head'], '', {}, { rows: inBin(P, T) });
    expect(byBoth.fromBin).toEqual([P, T]);
    expect(fieldsOf(byBoth)).toContain('measure');
  });

  it('[N5] a problem whose code is taken meanwhile stays in the bin', () => {
    const planned = plan(['office'], '', {}, { rows: [...inBin(P), problemRow(Q)] });
    expect(planned.fromBin).toEqual([]);
    expect(codesOf(planned)[`${P}/`]).toBe('DUPLICATE_CODE');
  });

  it('[N5] rows that came since stay, unless the wish says otherwise; problems always stay', () => {
    expect(plan(['unit_head'], 'rectifying').toBin).toEqual([]);
    const rows = [...now('rectifying'), problemRow(Q, { code: '1-2' })];
    const planned = plan(['office', 'unit_head'], '', { binSince: true }, { rows });
    expect(planned.toBin).toEqual([U]);
    expect(planned.records).toEqual([{ kind: 'binned', row: U, list: 'tasks' }]);
    expect(codesOf(planned)[`${Q}/`]).toBe('SERVER_ONLY');
    expect(plan(['unit_head'], 'audit', { binSince: true }).toBin).toEqual([]);
  });

  it('[N5] what the ledger never had is named, not made', () => {
    const planned = plan(['office'], '', {}, { rows: [] });
    expect(planned.cells).toEqual([]);
    expect(codesOf(planned)[`${P}/`]).toBe('NO_SUCH_ROW');
  });
});
