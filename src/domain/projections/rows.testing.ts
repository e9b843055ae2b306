/** Makes plain rows for tests: everything blank but what the test says. */
import type { OrganisationId, PersonId, RoundId, RowId, LedgerId } from '#domain/ids.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor, LedgerParties, LedgerRole } from '#domain/roles.ts';

/** `row(7)` is always the same identifier. */
export const row = (n: number): RowId => `row${String(n).padStart(13, '0')}` as RowId;
export const person = (n: number): PersonId => `Person${String(n).padStart(10, '0')}` as PersonId;
export const organisation = (name: string): OrganisationId =>
  name.replace(/[^0-9A-Za-z]/g, '').padEnd(16, '0') as OrganisationId;

export const PARTIES: LedgerParties = {
  ledger: 'Ledger0000000001' as LedgerId,
  round: 'Round00000000001' as RoundId,
  office: organisation('office'),
  unit: organisation('unit'),
  team: organisation('team'),
  resident: organisation('resident'),
  supervisors: [organisation('discipline'), organisation('organization')],
};

const HOME: Readonly<Partial<Record<LedgerRole, OrganisationId>>> = {
  unit_editor: PARTIES.unit,
  unit_member: PARTIES.unit,
  unit_head: PARTIES.unit,
  supervisor: organisation('discipline'),
};
/** A person with these roles, each in the organisation that PARTIES names for it. */
export const actor = (...roles: LedgerRole[]): LedgerActor => ({
  person: person(1),
  name: '周某',
  roles,
  organisations: roles.map((role) => HOME[role] ?? organisation(role)),
});

export const problemRow = (id: RowId, more: Partial<ProblemRow> = {}): ProblemRow => ({
  id,
  list: 'problems',
  order: 'a0',
  deleted: false,
  code: '1-1',
  original: '学习不深入。',
  source: null,
  category: null,
  subcategory: null,
  categories: {},
  symptom: '',
  nature: null,
  key: false,
  kind: null,
  due: null,
  previousId: null,
  status: 'rectifying',
  claim: {},
  supervisionNote: '',
  evidenceCount: 0,
  completion: '未完成',
  longTerm: false,
  ...more,
});

export const dutyRow = (id: RowId, problem: RowId, more: Partial<DutyRow> = {}): DutyRow => ({
  id,
  list: 'duties',
  order: 'a0',
  deleted: false,
  problem,
  cause: '',
  goal: '',
  firstHead: null,
  clerk: null,
  leaders: [],
  coUnits: [],
  leadDept: null,
  supervisorOrg: null,
  countyLeader: null,
  due: null,
  ...more,
});

export const taskRow = (id: RowId, problem: RowId, more: Partial<TaskRow> = {}): TaskRow => ({
  id,
  list: 'tasks',
  order: 'a0',
  deleted: false,
  problem,
  code: '1-1-1',
  measure: '',
  progress: '',
  extension: '',
  types: [],
  owner: null,
  due: null,
  dueText: null,
  immediate: false,
  withinFocus: false,
  longTerm: false,
  completion: '未完成',
  counters: {},
  note: '',
  supervisionNote: '',
  assigned: null,
  evidenceCount: 0,
  ...more,
});
