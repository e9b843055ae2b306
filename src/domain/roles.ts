/** Parties and memberships (domain of §1): who takes part, and in which part they reach a ledger. */
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';

export const LEDGER_ROLES = [
  'office',
  'team',
  'unit_editor',
  'unit_member',
  'unit_head',
  'resident',
  'supervisor',
  'department',
  'leader',
] as const;
export const ADMIN_ROLES = ['system_admin', 'security_admin', 'audit_admin'] as const;
export const ROLES = [...LEDGER_ROLES, ...ADMIN_ROLES] as const;

export type LedgerRole = (typeof LEDGER_ROLES)[number];
export type AdminRole = (typeof ADMIN_ROLES)[number];
export type Role = (typeof ROLES)[number];

/** A person holds one or more memberships. `charge`: for a leader, the unit organisations in charge; null = the leading group (whole round). */
export interface Membership {
  readonly id: string;
  readonly person: PersonId;
  readonly organisation: OrganisationId;
  readonly role: Role;
  readonly charge: readonly OrganisationId[] | null;
}

/** What a ledger names: everything that reach is decided from. */
export interface LedgerParties {
  readonly ledger: LedgerId;
  readonly round: RoundId;
  readonly office: OrganisationId;
  readonly unit: OrganisationId;
  readonly team: OrganisationId | null;
  readonly resident: OrganisationId | null;
  readonly supervisors: readonly OrganisationId[];
}

/** A person seen from one ledger: only the roles whose reach covers it. No roles = no access. */
export interface LedgerActor {
  readonly person: PersonId;
  readonly name: string;
  readonly roles: readonly LedgerRole[];
  /** Organisation behind each role, same order as `roles`. */
  readonly organisations: readonly OrganisationId[];
}

/** The unit's own people on a ledger. */
export const UNIT_ROLES = [
  'unit_editor',
  'unit_member',
  'unit_head',
] as const satisfies readonly LedgerRole[];

const isLedgerRole = (role: Role): role is LedgerRole => (LEDGER_ROLES as readonly Role[]).includes(role);

/** Does this membership reach the ledger? `assigned`: departments that report on at least one of its tasks. Rules A1–A3. */
function reaches(
  membership: Membership,
  parties: LedgerParties,
  assigned: readonly OrganisationId[],
): boolean {
  const { organisation, charge } = membership;
  switch (membership.role) {
    case 'office':
      return organisation === parties.office;
    case 'team':
      return organisation === parties.team;
    case 'unit_editor':
    case 'unit_member':
    case 'unit_head':
      return organisation === parties.unit;
    case 'resident':
      return organisation === parties.resident;
    case 'supervisor':
      return parties.supervisors.includes(organisation);
    case 'department':
      return assigned.includes(organisation);
    case 'leader':
      return charge === null || charge.includes(parties.unit);
    default:
      return false;
  }
}

/**
 * The person as this ledger sees them, or null when nothing of theirs reaches it. Memberships that ended
 * must not be given. Administrators reach no ledger (rule A2).
 */
export function actorFor(
  person: PersonId,
  name: string,
  memberships: readonly Membership[],
  parties: LedgerParties,
  assigned: readonly OrganisationId[] = [],
): LedgerActor | null {
  const reaching = memberships.filter(
    (m) => m.person === person && isLedgerRole(m.role) && reaches(m, parties, assigned),
  );
  if (reaching.length === 0) return null;
  const roles = reaching.map((m) => m.role).filter(isLedgerRole);
  return { person, name, roles, organisations: reaching.map((m) => m.organisation) };
}
