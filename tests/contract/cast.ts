/** A round with two units and a person in every role, made through the administration as an office would. For contract tests. */
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { Role } from '#domain/roles.ts';
import type { OrganisationKind } from '#domain/administration.ts';
import { DEFAULT_SETTINGS } from '#server/access/administration.ts';
import type { App } from '#server/app.ts';
import type { House, Visitor } from './house.ts';

export const PASSWORD = 'correct-horse-7';

/** Username, the organisation they belong to, role. */
const PEOPLE = [
  ['office', 'office', 'office'],
  ['team', 'team', 'team'],
  ['editor', 'unit', 'unit_editor'],
  ['head', 'unit', 'unit_head'],
  ['member', 'unit', 'unit_member'],
  ['stranger', 'unit2', 'unit_editor'],
  ['resident', 'resident', 'resident'],
  ['supervisor', 'discipline', 'supervisor'],
  ['department', 'department', 'department'],
  ['leader', 'leadership', 'leader'],
  ['people', 'office', 'system_admin'],
  ['rights', 'office', 'security_admin'],
  ['auditor', 'office', 'audit_admin'],
] as const satisfies readonly (readonly [string, string, Role])[];
export type Username = (typeof PEOPLE)[number][0];

const ORGANISATIONS = [
  ['office', '某县委巡察办', 'office'],
  ['office2', '邻县委巡察办', 'office'],
  ['team', '第一巡察组', 'team'],
  ['unit', '某局', 'unit'],
  ['unit2', '某镇', 'unit'],
  ['resident', '驻某局纪检监察组', 'resident'],
  ['discipline', '某县纪委监委', 'discipline'],
  ['department', '某县财政局', 'department'],
  ['leadership', '巡察工作领导小组', 'leadership'],
] as const satisfies readonly (readonly [string, string, OrganisationKind])[];
export type OrganisationName = (typeof ORGANISATIONS)[number][0];

export interface Cast {
  readonly people: Readonly<Record<Username, PersonId>>;
  readonly organisations: Readonly<Record<OrganisationName, OrganisationId>>;
  readonly memberships: Readonly<Record<Username, string>>;
  readonly round: RoundId;
  readonly ledger: LedgerId;
  readonly otherLedger: LedgerId;
  readonly as: (username: Username) => Promise<Visitor>;
}

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code} ${JSON.stringify(outcome.params)}`);
  return outcome.value;
}

export async function makeCast(house: House): Promise<Cast> {
  const { administration }: App['access'] = house.app.access;
  const organisations = new Map<string, OrganisationId>();
  for (const [key, name, kind] of ORGANISATIONS) {
    organisations.set(key, valueOf(await administration.organisations.add(null, { name, kind })).id);
  }
  const organisation = (key: OrganisationName): OrganisationId =>
    organisations.get(key) ?? ('' as OrganisationId);
  const people = new Map<string, PersonId>();
  const memberships = new Map<string, string>();
  for (const [username, at, role] of PEOPLE) {
    const person = { username, name: `${username}同志`, password: PASSWORD, mustChangePassword: false };
    const { id } = valueOf(await administration.people.add(null, person));
    people.set(username, id);
    const held = valueOf(
      await administration.organisations.addMembership(null, {
        person: id,
        organisation: organisation(at),
        role,
      }),
    );
    memberships.set(username, held.id);
  }
  const round = valueOf(
    await administration.rounds.add(null, {
      name: '第六轮巡察',
      mode: '常规巡察',
      office: organisation('office'),
      startsOn: '2025-03-01',
      focusEndsOn: '2025-06-01',
      settings: DEFAULT_SETTINGS,
    }),
  ).id;
  valueOf(await administration.rounds.addSupervisor(null, round, organisation('discipline')));
  const parties = { round, team: organisation('team'), resident: organisation('resident') };
  const ledger = valueOf(
    await administration.rounds.addLedger(null, { ...parties, unit: organisation('unit') }),
  ).id;
  const otherLedger = valueOf(
    await administration.rounds.addLedger(null, { round, unit: organisation('unit2') }),
  ).id;
  const signedIn = new Map<Username, Visitor>();
  return {
    people: Object.fromEntries(people) as Cast['people'],
    organisations: Object.fromEntries(organisations) as Cast['organisations'],
    memberships: Object.fromEntries(memberships) as Cast['memberships'],
    round,
    ledger,
    otherLedger,
    async as(username) {
      const known = signedIn.get(username);
      if (known) return known;
      const visitor = house.visitor();
      const reply = await visitor.signIn(username, PASSWORD);
      if (reply.status !== 200) throw new Error(`${username} could not sign in: ${reply.text}`);
      signedIn.set(username, visitor);
      return visitor;
    },
  };
}
