/** The organisations, people, rounds and ledgers of the example, and who belongs where. Invented; the accounts' names are those of docs. */
import type { OrganisationKind } from '#domain/administration.ts';
import type { Role } from '#domain/roles.ts';
import type { DemoUnit } from '#server/demo/content.ts';
import { civilAffairs } from '#server/demo/units/civil-affairs.ts';
import { education } from '#server/demo/units/education.ts';
import { health } from '#server/demo/units/health.ts';
import { land } from '#server/demo/units/land.ts';
import { market } from '#server/demo/units/market.ts';
import { township } from '#server/demo/units/township.ts';
import { transport } from '#server/demo/units/transport.ts';
import { water } from '#server/demo/units/water.ts';

export const ORGANISATIONS = {
  office: ['示例县委巡察办', 'office'],
  team: ['示例县委第一巡察组', 'team'],
  secondTeam: ['示例县委第二巡察组', 'team'],
  transport: [transport.name, 'unit'],
  education: [education.name, 'unit'],
  township: [township.name, 'unit'],
  health: [health.name, 'unit'],
  water: [water.name, 'unit'],
  market: [market.name, 'unit'],
  civilAffairs: [civilAffairs.name, 'unit'],
  land: [land.name, 'unit'],
  resident: ['示例县纪委监委第一派驻纪检监察组', 'resident'],
  station: ['示例县纪委监委第一监督检查室', 'resident'],
  discipline: ['示例县纪委监委', 'discipline'],
  organization: ['示例县委组织部', 'organization'],
  department: ['示例县财政局', 'department'],
  leadership: ['示例县委巡察工作领导小组', 'leadership'],
} as const satisfies Readonly<Record<string, readonly [name: string, kind: OrganisationKind]>>;
export type OrganisationKey = keyof typeof ORGANISATIONS;

/** The ways of a round that is under way, and of the one before it whose last problems are still open (压茬推进). */
export const ROUNDS = {
  third: {
    name: '示例县委第三轮巡察',
    // days from today
    inspected: [-130, -75],
    feedback: -40,
    focusEnds: 50,
    closureChain: ['first_review', 'audit'],
  },
  second: {
    name: '示例县委第二轮巡察',
    inspected: [-330, -270],
    feedback: -200,
    focusEnds: -20,
    closureChain: ['first_review', 'joint_review'],
  },
} as const;
export type RoundKey = keyof typeof ROUNDS;

interface DemoPerson {
  readonly username: string;
  readonly name: string;
  readonly holds: readonly (readonly [OrganisationKey, Role])[];
}

const person = (
  username: string,
  name: string,
  ...holds: readonly (readonly [OrganisationKey, Role])[]
): DemoPerson => ({ username, name, holds });

export const PEOPLE: readonly DemoPerson[] = [
  person('office', '周某某', ['office', 'office']),
  person('team1', '吴某某', ['team', 'team']),
  person('unit1', '郑某', ['transport', 'unit_editor']),
  person('unit1member', '赵某某', ['transport', 'unit_member']),
  person('unit1head', '王某某', ['transport', 'unit_head']),
  person('unit2', '冯某', ['education', 'unit_editor']),
  person('unit2head', '陈某某', ['education', 'unit_head']),
  person('resident1', '褚某', ['resident', 'resident'], ['station', 'resident']),
  person('discipline', '卫某', ['discipline', 'supervisor']),
  person('organization', '蒋某', ['organization', 'supervisor']),
  person('department1', '沈某', ['department', 'department']),
  person('leader1', '韩某某', ['leadership', 'leader']),
  person(
    'admin',
    '杨某',
    ['office', 'system_admin'],
    ['office', 'security_admin'],
    ['office', 'audit_admin'],
  ),
  // so that the other ledgers live too; not on the sign-in page
  person('team2', '尤某', ['secondTeam', 'team']),
  person('unit3', '朱某', ['township', 'unit_editor']),
  person('unit3head', '秦某某', ['township', 'unit_head']),
  person('unit4', '柏某', ['health', 'unit_editor']),
  person('unit4head', '许某', ['health', 'unit_head']),
  person('unit5', '水某', ['water', 'unit_editor']),
  person('unit5head', '施某某', ['water', 'unit_head']),
  person('unit6', '章某', ['market', 'unit_editor']),
  person('unit6head', '严某某', ['market', 'unit_head']),
  person('unit7', '苏某', ['civilAffairs', 'unit_editor']),
  person('unit7head', '魏某', ['civilAffairs', 'unit_head']),
  person('unit8', '潘某', ['land', 'unit_editor']),
  person('unit8head', '戚某某', ['land', 'unit_head']),
];

/** One ledger: the unit, who writes and who heads it, which team inspected it, who reviews first. */
export interface DemoLedger {
  readonly round: RoundKey;
  readonly unit: DemoUnit;
  readonly organisation: OrganisationKey;
  readonly editor: string;
  readonly head: string;
  readonly team: OrganisationKey;
  /** of that team */
  readonly teamMember: string;
  readonly resident: OrganisationKey;
}
type Hands = Pick<DemoLedger, 'team' | 'teamMember'>;
const FIRST: Hands = { team: 'team', teamMember: 'team1' };
const SECOND: Hands = { team: 'secondTeam', teamMember: 'team2' };
const ledger = (
  round: RoundKey,
  unit: DemoUnit,
  organisation: OrganisationKey,
  place: number,
  hands: Hands,
  resident: OrganisationKey,
): DemoLedger => ({
  round,
  unit,
  organisation,
  editor: `unit${place}`,
  head: `unit${place}head`,
  ...hands,
  resident,
});

export const LEDGERS: readonly DemoLedger[] = [
  ledger('third', transport, 'transport', 1, FIRST, 'resident'),
  ledger('third', education, 'education', 2, FIRST, 'resident'),
  ledger('third', township, 'township', 3, FIRST, 'station'),
  ledger('third', health, 'health', 4, SECOND, 'resident'),
  ledger('third', water, 'water', 5, SECOND, 'resident'),
  ledger('third', market, 'market', 6, SECOND, 'station'),
  ledger('second', civilAffairs, 'civilAffairs', 7, FIRST, 'resident'),
  ledger('second', land, 'land', 8, SECOND, 'station'),
];
