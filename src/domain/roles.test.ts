import { describe, expect, it } from 'vitest';
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import {
  mayCreateRound,
  mayExportRound,
  mayKeepMemberships,
  mayKeepPeople,
  mayListOrganisations,
  mayListPeople,
  mayManageRound,
  mayReadAudit,
  maySnapshotRound,
  mayWatchRound,
} from '#domain/permissions.ts';
import { ROLES, actorFor, type LedgerParties, type Membership, type Role } from '#domain/roles.ts';

const ME = 'Person0000000001' as PersonId;
const organisation = (name: string): OrganisationId => name.padEnd(16, '0') as OrganisationId;
const [OFFICE, UNIT, TEAM, RESIDENT, DISCIPLINE, OTHER] = [
  'office',
  'unit',
  'team',
  'resident',
  'discipline',
  'other',
].map(organisation) as [
  OrganisationId,
  OrganisationId,
  OrganisationId,
  OrganisationId,
  OrganisationId,
  OrganisationId,
];
const PARTIES: LedgerParties = {
  ledger: 'Ledger0000000001' as LedgerId,
  round: 'Round00000000001' as RoundId,
  office: OFFICE,
  unit: UNIT,
  team: TEAM,
  resident: RESIDENT,
  supervisors: [DISCIPLINE],
};
const ROUND = { office: OFFICE, teams: [TEAM], supervisors: [DISCIPLINE] };
const membership = (
  role: Role,
  at: OrganisationId,
  charge: readonly OrganisationId[] | null = null,
  person = ME,
): Membership => ({
  id: `${role}-${at}`,
  person,
  organisation: at,
  role,
  charge,
});
const rolesOf = (
  memberships: readonly Membership[],
  parties = PARTIES,
  assigned: readonly OrganisationId[] = [],
): readonly Role[] => actorFor(ME, '周某', memberships, parties, assigned)?.roles ?? [];

describe('reach', () => {
  it.each([
    ['office', OFFICE],
    ['team', TEAM],
    ['unit_editor', UNIT],
    ['unit_member', UNIT],
    ['unit_head', UNIT],
    ['resident', RESIDENT],
    ['supervisor', DISCIPLINE],
  ] as const)('[A1] %s reaches the ledgers that name its organisation, and no others', (role, at) => {
    expect(rolesOf([membership(role, at)])).toEqual([role]);
    for (const elsewhere of [OFFICE, UNIT, TEAM, RESIDENT, DISCIPLINE, OTHER].filter((o) => o !== at)) {
      expect(rolesOf([membership(role, elsewhere)])).toEqual([]);
    }
  });

  it('[A1] parties that a ledger does not name reach nothing', () => {
    const bare = { ...PARTIES, team: null, resident: null, supervisors: [] };
    expect(
      rolesOf(
        [membership('team', TEAM), membership('resident', RESIDENT), membership('supervisor', DISCIPLINE)],
        bare,
      ),
    ).toEqual([]);
  });

  it('[A1] a department reaches ledgers where a task is assigned to it', () => {
    expect(rolesOf([membership('department', OTHER)])).toEqual([]);
    expect(rolesOf([membership('department', OTHER)], PARTIES, [OTHER])).toEqual(['department']);
  });

  it('[A1] a leader reaches the units in charge, the leading group every ledger', () => {
    expect(rolesOf([membership('leader', OTHER, [UNIT])])).toEqual(['leader']);
    expect(rolesOf([membership('leader', OTHER, [TEAM])])).toEqual([]);
    expect(rolesOf([membership('leader', OTHER, [])])).toEqual([]);
    expect(rolesOf([membership('leader', OTHER, null)])).toEqual(['leader']);
  });

  it('[A1] gathers the roles of one person with the organisation of each', () => {
    const someone = membership('office', OFFICE, null, 'Person0000000002' as PersonId);
    const actor = actorFor(
      ME,
      '周某',
      [membership('unit_head', UNIT), membership('office', OFFICE), someone],
      PARTIES,
    );
    expect(actor).toEqual({
      person: ME,
      name: '周某',
      roles: ['unit_head', 'office'],
      organisations: [UNIT, OFFICE],
    });
    expect(actorFor(ME, '周某', [someone], PARTIES)).toBeNull();
  });

  it('[A2] administrators reach no ledger', () => {
    for (const role of ['system_admin', 'security_admin', 'audit_admin'] as const) {
      expect(rolesOf([membership(role, OFFICE), membership(role, UNIT)])).toEqual([]);
    }
  });
});

describe('rights outside a ledger', () => {
  /** Roles that are granted when they are held at the organisation the round names for them. */
  const granted = (may: (memberships: readonly Membership[]) => { readonly ok: boolean }): Role[] =>
    ROLES.filter((role) => {
      const at =
        { office: OFFICE, team: TEAM, supervisor: DISCIPLINE, resident: RESIDENT }[role as string] ?? UNIT;
      return may([membership(role, at)]).ok;
    });

  it('[A2] an office keeps the rounds that it runs', () => {
    expect(granted((m) => mayManageRound(m, ROUND))).toEqual(['office']);
    expect(granted((m) => mayCreateRound(m, OFFICE))).toEqual(['office']);
    expect(mayManageRound([membership('office', OTHER)], ROUND).ok).toBe(false);
    expect(mayCreateRound([membership('office', OTHER)], OFFICE).ok).toBe(false);
  });

  it('[A3] the three administrators each have their own part', () => {
    expect(granted(mayKeepPeople)).toEqual(['system_admin']);
    expect(granted(mayKeepMemberships)).toEqual(['security_admin']);
    expect(granted(mayReadAudit)).toEqual(['audit_admin']);
    expect(granted(mayListPeople)).toEqual(['system_admin', 'security_admin']);
    expect(granted(mayListOrganisations)).toEqual(['office', 'system_admin', 'security_admin']);
  });

  it('[A4] office, team, supervisors and leaders watch a round', () => {
    expect(granted((m) => mayWatchRound(m, ROUND))).toEqual(['office', 'team', 'supervisor', 'leader']);
    for (const role of ['office', 'team', 'supervisor'] as const)
      expect(mayWatchRound([membership(role, OTHER)], ROUND).ok).toBe(false);
  });

  it('[P9] a round is taken whole by those who read all of it', () => {
    expect(granted((m) => maySnapshotRound(m, ROUND))).toEqual(['office', 'leader']);
    expect(granted((m) => mayExportRound(m, ROUND))).toEqual(['office', 'supervisor', 'leader']);
    expect(maySnapshotRound([membership('leader', OTHER, [UNIT])], ROUND).ok).toBe(false);
    expect(mayExportRound([membership('leader', OTHER, [UNIT])], ROUND).ok).toBe(false);
  });
});
