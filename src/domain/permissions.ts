/**
 * Who may read and write what: the only source, asked by guard, API, commands and page alike.
 * The table here is docs/rules.md section P, and permissions.test.ts compares the two cell by cell.
 */
import type { Field, List } from '#domain/lists/fields.ts';
import { phaseOf, type Phase } from '#domain/phases.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import { LEDGER_ROLES, type LedgerActor, type LedgerRole } from '#domain/roles.ts';

export * from '#domain/permissions-of-rounds.ts';

/** What a verdict needs to know of the row. `problemX` are of the problem above (of itself for a problem). */
export interface RowFacts {
  readonly list: List;
  readonly exists: boolean;
  readonly deleted: boolean;
  readonly problemDeleted: boolean;
  /** status of the problem above, e.g. 'issued', 'rectifying' */
  readonly problemStatus: string;
  readonly planPassed: boolean;
  /**
   * Person ids named as 责任领导 (for unit_member, rule P5): of a duty by that duty itself, of a task or a
   * problem by any undeleted duty of the problem.
   */
  readonly leaders: readonly string[];
  /** of a task: id of the department that reports on it (P12) */
  readonly assigned?: string | null;
}

/** Fields with the same writers. The last three are nobody's: written by commands, derived, or written once. */
export const FIELD_GROUPS = [
  'description',
  'marks',
  'limits',
  'oversight',
  'content',
  'sequence',
  'governed',
  'derived',
  'birth',
] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/**
 * `always`; `unfrozen`: only while the unit works on the problem; `named`: that, and the row names them (P5);
 * `assigned`: that, and the task is assigned to their department (P12).
 */
type Right = 'always' | 'unfrozen' | 'named' | 'assigned';
type Writers = Readonly<Partial<Record<LedgerRole, Right>>>;

const UNIT: Writers = { unit_editor: 'unfrozen', unit_head: 'unfrozen' };
const UNIT_AND_NAMED: Writers = { ...UNIT, unit_member: 'named' };
/** Reports on a task by command, never in the document (P12). */
const REPORTING: Writers = { department: 'assigned' };
const WATCHERS: Writers = { office: 'always', team: 'always', resident: 'always', supervisor: 'always' };

const WRITERS: Readonly<Record<FieldGroup, Writers>> = {
  description: { office: 'always' },
  marks: WATCHERS,
  limits: { office: 'always', ...UNIT_AND_NAMED },
  oversight: { office: 'always' },
  content: UNIT_AND_NAMED,
  sequence: UNIT,
  governed: {},
  derived: {},
  birth: {},
};

const MARKS = ['nature', 'key', 'supervisionNote'];
const OVERSIGHT = ['supervisorOrg', 'countyLeader'];

/** The group of a field (rule P1). */
export function groupOf(field: Field): FieldGroup {
  if (field.held === 'once') return 'birth';
  if (field.held === 'server') return 'governed';
  if (field.held === 'derived') return 'derived';
  if (field.lockedByPlan) return 'limits';
  if (MARKS.includes(field.name)) return 'marks';
  if (field.list === 'problems') return 'description';
  if (OVERSIGHT.includes(field.name)) return 'oversight';
  return field.name === 'order' ? 'sequence' : 'content';
}

const FROZEN: Readonly<Record<Phase, Refusal | null>> = {
  unclaimed: refuse('NOT_CLAIMED_YET'),
  working: null,
  review: refuse('UNDER_REVIEW'),
  closed: refuse('CLOSED'),
};

/** Is the task assigned to a department that the person belongs to (P12)? */
const isAssigned = (actor: LedgerActor, row: RowFacts): boolean =>
  row.list === 'tasks' &&
  actor.roles.some((role, n) => role === 'department' && actor.organisations[n] === row.assigned);

function exercise(right: Right, actor: LedgerActor, row: RowFacts): Verdict {
  if (right === 'always') return GRANTED;
  if (right === 'named' && (row.list === 'problems' || !row.leaders.includes(actor.person)))
    return refuse('NOT_YOUR_ROW');
  if (right === 'assigned' && !isAssigned(actor, row)) return refuse('DEPARTMENT_ROWS_ONLY');
  return FROZEN[phaseOf(row.problemStatus)] ?? GRANTED;
}

/** The best verdict over the actor's roles; of several refusals the one that says most (state before row before role). */
function bestOf(actor: LedgerActor, row: RowFacts, writers: Writers, otherwise: Refusal): Verdict {
  let worst: Refusal = otherwise;
  for (const role of actor.roles) {
    const right = writers[role];
    if (right === undefined) continue;
    const verdict = exercise(right, actor, row);
    if (verdict.ok) return verdict;
    if (worst === otherwise || worst.code === 'NOT_YOUR_ROW') worst = verdict;
  }
  return worst;
}

function standing(row: RowFacts): Verdict {
  if (!row.exists) return refuse('NO_SUCH_ROW');
  return row.deleted || row.problemDeleted ? refuse('ROW_DELETED') : GRANTED;
}

const READERS: readonly LedgerRole[] = LEDGER_ROLES.filter((role) => role !== 'department');

/** May the actor open the ledger's document and read it whole (rule P2)? A department gets its rows elsewhere. */
export function mayOpenLedger(actor: LedgerActor): Verdict {
  if (actor.roles.some((role) => READERS.includes(role))) return GRANTED;
  return refuse(actor.roles.includes('department') ? 'DEPARTMENT_ROWS_ONLY' : 'FORBIDDEN');
}

/** May the actor change what the ledger hangs on (its team, its epochs), and decide to go on without what is lost (D12)? */
export const mayManageLedger = (actor: LedgerActor): Verdict =>
  actor.roles.includes('office') ? GRANTED : refuse('FORBIDDEN');

/** Every field of the ledger is read by everybody who may open it (rule P2). */
export function mayRead(actor: LedgerActor, list: List, field: Field): Verdict {
  if (field.list !== list) return refuse('NO_SUCH_FIELD', { field: field.name });
  const opened = mayOpenLedger(actor);
  return opened.ok || opened.code === 'DEPARTMENT_ROWS_ONLY' ? opened : refuse('ROLE_MAY_NOT_READ');
}

/** May the actor write this field of this row, now? For `once` fields and for making a row see `mayCreate`. */
export function mayWrite(actor: LedgerActor, row: RowFacts, field: Field, member?: string): Verdict {
  if (field.list !== row.list || (field.member === undefined) !== (member === undefined)) {
    return refuse('NO_SUCH_FIELD', { field: field.name });
  }
  const stands = standing(row);
  if (!stands.ok) return stands;
  if (field.held === 'once') return refuse('WRITTEN_ONCE', { field: field.name });
  if (field.held === 'server' || field.held === 'derived')
    return refuse('SERVER_ONLY', { field: field.name });
  const verdict = bestOf(
    actor,
    row,
    WRITERS[groupOf(field)],
    refuse('ROLE_MAY_NOT_WRITE', { field: field.name }),
  );
  if (row.planPassed && field.lockedByPlan && (verdict.ok || verdict.code !== 'ROLE_MAY_NOT_WRITE')) {
    return refuse('PLAN_PASSED', { field: field.name });
  }
  return verdict;
}

/** May the actor make a duty or task under the problem described by `problem` (rule P6)? Problems are made by command. */
export function mayCreate(actor: LedgerActor, list: List, problem: RowFacts): Verdict {
  if (list === 'problems') return refuse('SERVER_ONLY', { field: 'list' });
  if (!problem.exists || problem.list !== 'problems') return refuse('BAD_REFERENCE', { field: 'problem' });
  const stands = standing(problem);
  return stands.ok ? bestOf(actor, problem, UNIT, refuse('ROLE_MAY_NOT_WRITE', { field: 'list' })) : stands;
}

/** May the actor put this row into the bin, or take it out again (rule P7)? Whether it lies there is the command's question. */
export function mayBin(actor: LedgerActor, row: RowFacts): Verdict {
  if (!row.exists) return refuse('NO_SUCH_ROW');
  if (row.list !== 'problems' && row.problemDeleted) return refuse('ROW_DELETED');
  const writers: Writers = row.list === 'problems' ? { office: 'always' } : UNIT;
  return bestOf(actor, row, writers, refuse('ROLE_MAY_NOT_WRITE', { field: 'deleted' }));
}

/** Of what lies outside its rows a department is told nothing, not even whether it exists (P12). */
const withinReach = (actor: LedgerActor, row: RowFacts): Verdict =>
  isAssigned(actor, row) ? GRANTED : mayOpenLedger(actor);

/** May the actor record evidence for this problem or task (rules P8, P12)? */
export function mayRecordEvidence(actor: LedgerActor, row: RowFacts): Verdict {
  const reached = withinReach(actor, row);
  if (!reached.ok) return reached;
  const stands = standing(row);
  if (!stands.ok) return stands;
  if (row.list === 'duties') return refuse('BAD_REFERENCE', { field: 'row' });
  const writers = { ...UNIT_AND_NAMED, ...REPORTING };
  return bestOf(actor, row, writers, refuse('FORBIDDEN', { command: 'recordEvidence' }));
}

/** May the actor report on the progress of this task for a department (rule P12)? */
export function mayReportProgress(actor: LedgerActor, row: RowFacts): Verdict {
  const reached = withinReach(actor, row);
  if (!reached.ok) return reached;
  const stands = standing(row);
  if (!stands.ok) return stands;
  return bestOf(actor, row, REPORTING, refuse('FORBIDDEN', { command: 'reportProgress' }));
}

/** May the actor have a department report on this task, or take it back (rule W14)? In any state of its problem. */
export function mayAssign(actor: LedgerActor, row: RowFacts): Verdict {
  if (!actor.roles.includes('office')) return refuse('FORBIDDEN', { command: 'assignTask' });
  const stands = standing(row);
  if (!stands.ok) return stands;
  return row.list === 'tasks' ? GRANTED : refuse('BAD_REFERENCE', { field: 'row' });
}

/** The commands by which a department writes; everything else of a ledger is closed to it (rule P12). */
export const DEPARTMENT_COMMANDS: readonly string[] = ['reportProgress', 'recordEvidence'];

/** May the actor give a command of this name at all? What it asks of the row is the command's own question. */
export function mayCommand(actor: LedgerActor, command: string): Verdict {
  const opened = mayOpenLedger(actor);
  const reports = actor.roles.includes('department') && DEPARTMENT_COMMANDS.includes(command);
  return reports ? GRANTED : opened;
}

const holds = (actor: LedgerActor, roles: readonly LedgerRole[]): boolean =>
  actor.roles.some((role) => roles.includes(role));
const forRoles = (actor: LedgerActor, roles: readonly LedgerRole[]): Verdict =>
  holds(actor, roles) ? GRANTED : refuse('FORBIDDEN');

/** Who may take a named snapshot of the ledger (rule P9). */
export const SNAPSHOT_TAKERS: readonly LedgerRole[] = ['office', 'unit_head', 'leader'];
export const maySnapshot = (actor: LedgerActor): Verdict => forRoles(actor, SNAPSHOT_TAKERS);
/** Who may write a snapshot forward, as far as they may write (rule N4). */
export const SNAPSHOT_RESTORERS: readonly LedgerRole[] = ['office', 'unit_head'];
export const mayRestoreSnapshot = (actor: LedgerActor): Verdict => {
  const allowed = forRoles(actor, SNAPSHOT_RESTORERS);
  return allowed.ok ? allowed : refuse('FORBIDDEN', { command: 'restoreSnapshot' });
};
/** An export leaves with whoever may read the whole ledger (rule P9). */
export const mayExport = (actor: LedgerActor): Verdict => mayOpenLedger(actor);
/** The office reads feedback documents in and issues them (rule P8). */
export const mayImport = (actor: LedgerActor): Verdict => forRoles(actor, ['office']);
