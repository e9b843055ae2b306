/** Parties and memberships (domain of §1): who takes part, and in which part they reach a ledger. */
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';

export const LEDGER_ROLES = [
  'office', 'team', 'unit_editor', 'unit_member', 'unit_head', 'resident', 'supervisor', 'department', 'leader',
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
