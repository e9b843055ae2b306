/** Why a cell can't be written: who froze it, why, and what lifts it. The verdict itself comes from the domain. */
import { fieldOf, type List } from '#domain/lists/fields.ts';
import { mayWrite, type RowFacts } from '#domain/permissions.ts';
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import type { Refusal, RefusalCode } from '#domain/refusals.ts';
import { LEDGER_ROLES, type LedgerActor, type LedgerRole } from '#domain/roles.ts';
import type { Locked } from '#grid/grid.contract.ts';
import * as m from '#messages/paraglide/messages.js';
import { roleWord, say, statusWord } from '../../words.ts';

const WORKING: Omit<RowFacts, 'list'> = {
  exists: true,
  deleted: false,
  problemDeleted: false,
  problemStatus: 'rectifying',
  planPassed: false,
  leaders: [],
};

/** The roles that write a field at all, told by asking the one table. */
export function writersOf(list: List, name: string): readonly LedgerRole[] {
  const field = fieldOf(list, name);
  if (!field) return [];
  return LEDGER_ROLES.filter((role) => {
    const actor = { person: '', name: '', roles: [role], organisations: [] } as unknown as LedgerActor;
    const verdict = mayWrite(actor, { ...WORKING, list }, { ...field, member: undefined });
    return verdict.ok || verdict.code === 'NOT_YOUR_ROW';
  });
}

const TITLES: Partial<Record<RefusalCode, () => string>> = {
  NOT_CLAIMED_YET: m.lock_unclaimed,
  UNDER_REVIEW: m.lock_review,
  CLOSED: m.lock_closed,
  SERVER_ONLY: m.lock_procedure,
  ROLE_MAY_NOT_WRITE: m.lock_role,
  NOT_YOUR_ROW: m.lock_not_named,
  ROW_DELETED: m.lock_bin,
  PLAN_PASSED: m.lock_plan,
};

/** `problem`: the one whose state froze the cell. */
export function lockedBy(refusal: Refusal, list: List, field: string, problem: ProblemRow): Locked {
  const title = (TITLES[refusal.code] ?? m.lock_other)();
  const writers = writersOf(list, field).map(roleWord).join(m.list_comma());
  const frozen = phaseOf(problem.status) === 'review' || phaseOf(problem.status) === 'closed';
  const state = frozen ? m.lock_state({ code: problem.code, status: statusWord(problem.status) }) : '';
  const why = refusal.code === 'ROLE_MAY_NOT_WRITE' && writers ? m.lock_role_body({ writers }) : say(refusal);
  return { title, body: [state, why].filter(Boolean).join('\n') };
}

/** Cells that nobody writes by hand, with where they come from. */
export function readonlyLock(list: List, columnId: string): Locked {
  if (columnId === 'original') return { title: m.lock_original(), body: m.lock_original_body() };
  if (columnId === 'problem') return { title: m.lock_above(), body: m.lock_above_body() };
  if (columnId === 'completion') return { title: m.lock_derived(), body: m.lock_completion_body() };
  if (columnId === 'due' && list === 'duties') return { title: m.lock_derived(), body: m.lock_due_body() };
  if (columnId === 'code')
    return { title: m.lock_derived(), body: list === 'tasks' ? m.lock_task_code_body() : m.lock_code_body() };
  return { title: m.lock_procedure(), body: m.lock_procedure_body() };
}
