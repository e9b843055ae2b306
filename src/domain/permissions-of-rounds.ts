/** Rights outside one ledger: rounds, departments' rows, people, memberships, the audit log. Decided from memberships that have not ended. */
import type { OrganisationId } from '#domain/ids.ts';
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';
import type { Membership, Role } from '#domain/roles.ts';

/** What a round names. */
export interface RoundParties {
  readonly office: OrganisationId;
  readonly teams: readonly OrganisationId[];
  readonly supervisors: readonly OrganisationId[];
}

type Memberships = readonly Membership[];

const grantIf = (condition: boolean): Verdict => (condition ? GRANTED : refuse('FORBIDDEN'));
const holds = (memberships: Memberships, roles: readonly Role[]): boolean =>
  memberships.some((m) => roles.includes(m.role));
const holdsAt = (memberships: Memberships, role: Role, organisations: readonly OrganisationId[]): boolean =>
  memberships.some((m) => m.role === role && organisations.includes(m.organisation));
const leadsAll = (memberships: Memberships): boolean =>
  memberships.some((m) => m.role === 'leader' && m.charge === null);

/** A2: an office sets up rounds that it runs itself; `office` is the organisation which is to run it. */
export const mayCreateRound = (memberships: Memberships, office: OrganisationId): Verdict =>
  grantIf(holdsAt(memberships, 'office', [office]));
/** A2: teams, units, dates and settings of a round. */
export const mayManageRound = (memberships: Memberships, round: RoundParties): Verdict =>
  grantIf(holdsAt(memberships, 'office', [round.office]));
/**
 * A4: the live view of a round. Which of its ledgers the person sees there is decided one by one by
 * `actorFor` and `mayOpenLedger`; totals are of those only.
 */
export const mayWatchRound = (memberships: Memberships, round: RoundParties): Verdict =>
  grantIf(
    holdsAt(memberships, 'office', [round.office]) ||
      holdsAt(memberships, 'team', round.teams) ||
      holdsAt(memberships, 'supervisor', round.supervisors) ||
      holds(memberships, ['leader']),
  );
/** P12: the rows that a department reports on, for its own people. */
export const mayReadDepartment = (memberships: Memberships, department: OrganisationId): Verdict =>
  grantIf(holdsAt(memberships, 'department', [department]));
/** P12: the door of departments' rows, for whoever belongs to one. */
export const mayReportOnRows = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['department']));
/** P9: a snapshot of the whole round holds every ledger, so it is taken by those who read all of them. */
export const maySnapshotRound = (memberships: Memberships, round: RoundParties): Verdict =>
  grantIf(holdsAt(memberships, 'office', [round.office]) || leadsAll(memberships));
/** P9: reading and exporting a round whole. */
export const mayExportRound = (memberships: Memberships, round: RoundParties): Verdict =>
  grantIf(
    holdsAt(memberships, 'office', [round.office]) ||
      holdsAt(memberships, 'supervisor', round.supervisors) ||
      leadsAll(memberships),
  );

/** A3: people, organisations and settings. */
export const mayKeepPeople = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['system_admin']));
/** A3: memberships and rights. */
export const mayKeepMemberships = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['security_admin']));
/** A3: the audit log. */
export const mayReadAudit = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['audit_admin']));
/** A3: the list of people, for those who keep them or their memberships. */
export const mayListPeople = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['system_admin', 'security_admin']));
/** A3: the list of organisations; an office picks units and teams from it. */
export const mayListOrganisations = (memberships: Memberships): Verdict =>
  grantIf(holds(memberships, ['system_admin', 'security_admin', 'office']));
