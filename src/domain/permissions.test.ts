import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEPARTMENT_READS } from '#domain/department-fields.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import { FIELDS, fieldOf, type Field, type FieldType } from '#domain/lists/fields.ts';
import {
  FIELD_GROUPS,
  groupOf,
  mayAssign,
  mayBin,
  mayCommand,
  mayCreate,
  mayExport,
  mayImport,
  mayOpenLedger,
  mayRead,
  mayRecordEvidence,
  mayReportProgress,
  maySnapshot,
  mayWrite,
  type FieldGroup,
  type RowFacts,
} from '#domain/permissions.ts';
import { PHASES, STATUSES, phaseOf } from '#domain/phases.ts';
import type { Verdict } from '#domain/refusals.ts';
import { COMMANDS } from '#domain/workflow.ts';
import { LEDGER_ROLES, type LedgerActor, type LedgerRole } from '#domain/roles.ts';

const RULES = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const ME = 'Person0000000001' as PersonId;
const STATES = [...PHASES, 'plan passed', 'in the bin'] as const;
type State = (typeof STATES)[number];

/** The cells of the table whose header row begins with these words. */
function table(...header: string[]): string[][] {
  const lines = RULES.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} |`));
  if (start < 0) throw new Error(`docs/rules.md has no table that begins | ${header.join(' | ')} |`);
  const end = lines.findIndex((line, n) => n > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const count = (n: number): string => n.toLocaleString('en-US');
function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'string':
    case 'prose':
    case 'order':
      return `${type.kind} ≤ ${count(type.max)}`;
    case 'owner':
      return `person or string ≤ ${count(type.max)}`;
    case 'enum':
      return type.values.join(' / ');
    case 'number':
      return `number ${count(type.min)}–${count(type.max)}, ${type.decimals} decimals`;
    default:
      return type.kind;
  }
}

const actor = (...roles: LedgerRole[]): LedgerActor => ({
  person: ME,
  name: '周某',
  roles,
  organisations: roles.map(() => 'Organisation0001' as OrganisationId),
});
const facts = (list: Field['list'], more: Partial<RowFacts> = {}): RowFacts => ({
  list,
  exists: true,
  deleted: false,
  problemDeleted: false,
  problemStatus: 'rectifying',
  planPassed: false,
  leaders: [],
  ...more,
});
const inState = (field: Field, state: State, named: boolean): RowFacts[] => {
  const leaders = named ? [ME] : ['Person0000000002'];
  if (state === 'in the bin')
    return [
      facts(field.list, { leaders, deleted: true }),
      facts(field.list, { leaders, problemDeleted: true }),
    ];
  if (state === 'plan passed')
    return STATUSES.map((problemStatus) => facts(field.list, { leaders, problemStatus, planPassed: true }));
  return STATUSES.filter((s) => phaseOf(s) === state).map((problemStatus) =>
    facts(field.list, { leaders, problemStatus }),
  );
};
const code = (verdict: Verdict): string => (verdict.ok ? 'ok' : verdict.code);
const member = (field: Field): string | undefined => field.member && 'member';

/** W writes, N writes where the row names them, R reads, – neither. */
function letter(role: LedgerRole, field: Field, row: (named: boolean) => RowFacts): string {
  const writes = (named: boolean): boolean => mayWrite(actor(role), row(named), field, member(field)).ok;
  if (writes(true)) return writes(false) ? 'W' : 'N';
  return mayRead(actor(role), field.list, field).ok ? 'R' : '–';
}

describe('docs/rules.md against the code', () => {
  it('[F1] the field table is the one in code, both ways', () => {
    const inCode = FIELDS.map((f) => [f.list, f.name, f.member ?? '', f.held, typeText(f.type), groupOf(f)]);
    expect(table('list', 'field')).toEqual(inCode);
  });

  it('[P1] every group has a row in the matrix and every row a group', () => {
    const groups = new Set(table('group', 'state').map(([group]) => group));
    expect([...groups].filter((group) => group !== 'every').sort()).toEqual([...FIELD_GROUPS].sort());
  });

  it('[P3] the matrix says of every field, role and state what the code says', () => {
    const cells = new Map<string, string>();
    for (const [group, states, ...letters] of table('group', 'state', ...LEDGER_ROLES)) {
      for (const g of group === 'every' ? FIELD_GROUPS : [group as FieldGroup]) {
        for (const state of states === 'any' ? PHASES : [states as State]) {
          LEDGER_ROLES.forEach((role, n) => cells.set(`${g} ${state} ${role}`, letters[n] ?? 'missing'));
        }
      }
    }
    const seen = new Set<string>();
    for (const field of FIELDS) {
      const group = groupOf(field);
      for (const state of STATES) {
        if (state === 'plan passed' && group !== 'limits') continue;
        for (const role of LEDGER_ROLES) {
          const key = `${group} ${state} ${role}`;
          const variants = inState(field, state, true).length;
          for (let n = 0; n < variants; n += 1) {
            const got = letter(role, field, (named) => inState(field, state, named)[n]!);
            const expected = cells.get(key) === 'N' && field.list === 'problems' ? 'R' : cells.get(key);
            expect(got, `${key}, field ${field.list}/${field.name}`).toBe(expected);
          }
          seen.add(key);
        }
      }
    }
    expect([...cells.keys()].filter((key) => !seen.has(key))).toEqual([]);
  });
});

describe('departments', () => {
  const OWN = 'Organisation0001';
  const department = actor('department');
  const mays = { reportProgress: mayReportProgress, recordEvidence: mayRecordEvidence };

  it('[P12] the table of what a department reads is the one in code, both ways', () => {
    const inCode = Object.entries(DEPARTMENT_READS).map(([list, fields]) => [list, fields.join(', ')]);
    expect(table('list', 'a department reads')).toEqual(inCode);
    for (const [list, fields] of Object.entries(DEPARTMENT_READS))
      for (const name of fields) expect(fieldOf(list as Field['list'], name), name).toBeDefined();
  });

  it('[P12] the table of what a department writes says of every state what the code says', () => {
    const written = table("department's command", 'unclaimed');
    expect(written.map(([command]) => command)).toEqual(Object.keys(mays));
    for (const [command, ...cells] of written) {
      const may = mays[command as keyof typeof mays];
      const own = (more: Partial<RowFacts>): string =>
        code(may(department, facts('tasks', { assigned: OWN, ...more })));
      PHASES.forEach((phase, n) => {
        for (const problemStatus of STATUSES.filter((status) => phaseOf(status) === phase))
          expect(own({ problemStatus }), `${command} ${problemStatus}`).toBe(cells[n]);
      });
      expect([own({ deleted: true }), own({ problemDeleted: true })]).toEqual([cells[4], cells[4]]);
      const foreign = [
        facts('tasks', { assigned: 'Organisation0002' }),
        facts('tasks', { assigned: null }),
        facts('tasks'),
        facts('tasks', { exists: false }),
        facts('tasks', { deleted: true }),
        facts('problems', { assigned: OWN }),
        facts('duties', { assigned: OWN }),
      ];
      for (const row of foreign) expect(code(may(department, row))).toBe(cells[5]);
    }
  });

  it('[P12] every other command is closed to a department, and its own to everybody else', () => {
    for (const command of [...COMMANDS, 'nothing']) {
      const expected = command in mays ? 'ok' : 'DEPARTMENT_ROWS_ONLY';
      expect(code(mayCommand(department, command)), command).toBe(expected);
      expect(code(mayCommand(actor(), command)), command).toBe('FORBIDDEN');
      for (const role of LEDGER_ROLES.filter((each) => each !== 'department'))
        expect(code(mayCommand(actor(role), command)), role).toBe('ok');
    }
    const row = facts('tasks', { assigned: OWN });
    for (const role of LEDGER_ROLES.filter((each) => each !== 'department'))
      expect(code(mayReportProgress(actor(role), row)), role).toBe('FORBIDDEN');
    expect(code(mayRecordEvidence(actor('team', 'department'), row))).toBe('ok');
    expect(code(mayRecordEvidence(actor('team', 'department'), facts('tasks')))).toBe('DEPARTMENT_ROWS_ONLY');
    expect(code(mayRecordEvidence(actor('department', 'unit_editor'), facts('tasks')))).toBe('ok');
  });

  it('[P12] an assignment gives nothing in the document itself', () => {
    for (const field of FIELDS) {
      const row = facts(field.list, { assigned: OWN });
      expect(mayWrite(department, row, field, member(field)).ok, field.name).toBe(false);
      expect(code(mayRead(department, field.list, field))).toBe('DEPARTMENT_ROWS_ONLY');
    }
  });

  it('[W14] the office assigns standing tasks, in any state', () => {
    for (const role of LEDGER_ROLES)
      expect(mayAssign(actor(role), facts('tasks')).ok, role).toBe(role === 'office');
    for (const problemStatus of STATUSES)
      expect(mayAssign(actor('office'), facts('tasks', { problemStatus })).ok).toBe(true);
    expect(code(mayAssign(actor('office'), facts('duties')))).toBe('BAD_REFERENCE');
    expect(code(mayAssign(actor('office'), facts('tasks', { problemDeleted: true })))).toBe('ROW_DELETED');
    expect(code(mayAssign(actor('office'), facts('tasks', { exists: false })))).toBe('NO_SUCH_ROW');
  });
});

describe('permissions', () => {
  const measure = fieldOf('tasks', 'measure')!;

  it('[P2] everybody but a department reads the whole ledger; a department is sent to its rows', () => {
    for (const role of LEDGER_ROLES) {
      const expected = role === 'department' ? 'DEPARTMENT_ROWS_ONLY' : 'ok';
      expect(code(mayOpenLedger(actor(role)))).toBe(expected);
      expect(code(mayRead(actor(role), 'tasks', measure))).toBe(expected);
      expect(code(mayExport(actor(role)))).toBe(expected);
    }
    expect(code(mayOpenLedger(actor()))).toBe('FORBIDDEN');
    expect(code(mayRead(actor(), 'tasks', measure))).toBe('ROLE_MAY_NOT_READ');
    expect(code(mayRead(actor('office'), 'duties', measure))).toBe('NO_SUCH_FIELD');
    expect(code(mayOpenLedger(actor('department', 'office')))).toBe('ok');
  });

  it('[P4] says why the unit may not write: not claimed, under review, closed, in the bin', () => {
    const write = (more: Partial<RowFacts>): string =>
      code(mayWrite(actor('unit_editor'), facts('tasks', more), measure));
    expect(write({ problemStatus: 'issued' })).toBe('NOT_CLAIMED_YET');
    for (const status of ['applied', 'first_review', 'joint_review', 'audit'])
      expect(write({ problemStatus: status })).toBe('UNDER_REVIEW');
    expect(write({ problemStatus: 'closed' })).toBe('CLOSED');
    expect(write({ problemStatus: 'reopened' })).toBe('ok');
    expect(write({ problemStatus: 'nonsense' })).toBe('NOT_CLAIMED_YET');
    expect(write({ deleted: true })).toBe('ROW_DELETED');
    expect(write({ problemDeleted: true })).toBe('ROW_DELETED');
    expect(write({ exists: false })).toBe('NO_SUCH_ROW');
  });

  it('[P4] names fields nobody writes, and fields of another list', () => {
    const office = actor('office');
    expect(code(mayWrite(office, facts('problems'), fieldOf('problems', 'original')!))).toBe('SERVER_ONLY');
    expect(code(mayWrite(office, facts('problems'), fieldOf('problems', 'completion')!))).toBe('SERVER_ONLY');
    expect(code(mayWrite(office, facts('tasks'), fieldOf('tasks', 'problem')!))).toBe('WRITTEN_ONCE');
    expect(code(mayWrite(office, facts('duties'), measure))).toBe('NO_SUCH_FIELD');
    expect(code(mayWrite(office, facts('tasks'), measure, 'x'))).toBe('NO_SUCH_FIELD');
    expect(code(mayWrite(office, facts('tasks'), fieldOf('tasks', 'types')!))).toBe('NO_SUCH_FIELD');
    expect(code(mayWrite(office, facts('tasks'), measure))).toBe('ROLE_MAY_NOT_WRITE');
  });

  it('[P5] a class member writes the duties that name them and the tasks of those problems, never the problem, never the order', () => {
    const me = actor('unit_member');
    const named = { leaders: [ME] };
    expect(code(mayWrite(me, facts('duties', named), fieldOf('duties', 'cause')!))).toBe('ok');
    expect(code(mayWrite(me, facts('tasks', named), measure))).toBe('ok');
    expect(code(mayWrite(me, facts('tasks'), measure))).toBe('NOT_YOUR_ROW');
    expect(code(mayWrite(me, facts('tasks', { ...named, problemStatus: 'audit' }), measure))).toBe(
      'UNDER_REVIEW',
    );
    expect(code(mayWrite(me, facts('problems', named), fieldOf('problems', 'due')!))).toBe('NOT_YOUR_ROW');
    expect(code(mayWrite(me, facts('tasks', named), fieldOf('tasks', 'order')!))).toBe('ROLE_MAY_NOT_WRITE');
    for (const role of LEDGER_ROLES.filter((r) => !r.startsWith('unit_'))) {
      expect(code(mayWrite(actor(role), facts('tasks', named), measure)), role).toBe('ROLE_MAY_NOT_WRITE');
    }
  });

  it('[P6] editors and the head make duties and tasks while they work on the problem', () => {
    for (const role of LEDGER_ROLES) {
      const makes = role === 'unit_editor' || role === 'unit_head';
      expect(code(mayCreate(actor(role), 'tasks', facts('problems', { leaders: [ME] }))), role).toBe(
        makes ? 'ok' : 'ROLE_MAY_NOT_WRITE',
      );
    }
    const make = (more: Partial<RowFacts>): string =>
      code(mayCreate(actor('unit_editor'), 'duties', facts('problems', more)));
    expect(make({ problemStatus: 'issued' })).toBe('NOT_CLAIMED_YET');
    expect(make({ problemStatus: 'audit' })).toBe('UNDER_REVIEW');
    expect(make({ deleted: true })).toBe('ROW_DELETED');
    expect(make({ exists: false })).toBe('BAD_REFERENCE');
    expect(make({ list: 'tasks' })).toBe('BAD_REFERENCE');
    expect(code(mayCreate(actor('office'), 'problems', facts('problems')))).toBe('SERVER_ONLY');
  });

  it('[P7] the office bins problems, the unit its duties and tasks while it works on them', () => {
    for (const role of LEDGER_ROLES) {
      const unit = role === 'unit_editor' || role === 'unit_head';
      expect(mayBin(actor(role), facts('problems')).ok, role).toBe(role === 'office');
      expect(mayBin(actor(role), facts('tasks', { leaders: [ME] })).ok, role).toBe(unit);
    }
    const bin = (more: Partial<RowFacts>): string => code(mayBin(actor('unit_head'), facts('duties', more)));
    expect([
      bin({ problemStatus: 'closed' }),
      bin({ problemDeleted: true }),
      bin({ exists: false }),
      bin({ deleted: true }),
    ]).toEqual(['CLOSED', 'ROW_DELETED', 'NO_SUCH_ROW', 'ok']);
    expect(code(mayBin(actor('office'), facts('problems', { problemStatus: 'closed' })))).toBe('ok');
  });

  it('[P8] the office imports; [P9] office, head and leaders take snapshots', () => {
    for (const role of LEDGER_ROLES) {
      expect(mayImport(actor(role)).ok, role).toBe(role === 'office');
      expect(maySnapshot(actor(role)).ok, role).toBe(['office', 'unit_head', 'leader'].includes(role));
    }
  });

  it('[P10] once the plan has passed, limits are changed by command only', () => {
    const due = fieldOf('tasks', 'due')!;
    for (const role of ['office', 'unit_editor', 'unit_head'] as const) {
      expect(code(mayWrite(actor(role), facts('tasks', { planPassed: true }), due))).toBe('PLAN_PASSED');
    }
    expect(code(mayWrite(actor('team'), facts('tasks', { planPassed: true }), due))).toBe(
      'ROLE_MAY_NOT_WRITE',
    );
    expect(code(mayWrite(actor('unit_editor'), facts('tasks', { planPassed: true }), measure))).toBe('ok');
  });

  it('[P11] with several roles the best of them counts, else the refusal that says most', () => {
    const row = facts('tasks', { problemStatus: 'audit' });
    expect(code(mayWrite(actor('team', 'unit_editor'), row, measure))).toBe('UNDER_REVIEW');
    expect(code(mayWrite(actor('unit_member', 'unit_editor'), row, measure))).toBe('UNDER_REVIEW');
    expect(code(mayWrite(actor('unit_member', 'unit_editor'), facts('tasks'), measure))).toBe('ok');
    expect(code(mayWrite(actor('unit_editor', 'office'), row, fieldOf('tasks', 'due')!))).toBe('ok');
  });
});
