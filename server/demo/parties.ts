/** The organisations and people of the example round, and who belongs where. Invented; the accounts' names are those of docs. */
import type { OrganisationKind } from '#domain/administration.ts';
import type { Role } from '#domain/roles.ts';
import { education } from '#server/demo/units/education.ts';
import { township } from '#server/demo/units/township.ts';
import { transport } from '#server/demo/units/transport.ts';
import type { DemoUnit } from '#server/demo/content.ts';

export const ORGANISATIONS = {
  office: ['示例县委巡察办', 'office'],
  team: ['示例县委第一巡察组', 'team'],
  transport: [transport.name, 'unit'],
  education: [education.name, 'unit'],
  township: [township.name, 'unit'],
  resident: ['示例县纪委监委第一派驻纪检监察组', 'resident'],
  station: ['示例县纪委监委第一监督检查室', 'resident'],
  discipline: ['示例县纪委监委', 'discipline'],
  organization: ['示例县委组织部', 'organization'],
  department: ['示例县财政局', 'department'],
  leadership: ['示例县委巡察工作领导小组', 'leadership'],
} as const satisfies Readonly<Record<string, readonly [name: string, kind: OrganisationKind]>>;
export type OrganisationKey = keyof typeof ORGANISATIONS;

interface DemoPerson {
  readonly username: string;
  readonly name: string;
  readonly holds: readonly (readonly [OrganisationKey, Role])[];
}

export const PEOPLE: readonly DemoPerson[] = [
  { username: 'office', name: '周某某', holds: [['office', 'office']] },
  { username: 'team1', name: '吴某某', holds: [['team', 'team']] },
  { username: 'unit1', name: '郑某', holds: [['transport', 'unit_editor']] },
  { username: 'unit1head', name: '王某某', holds: [['transport', 'unit_head']] },
  { username: 'unit2', name: '冯某', holds: [['education', 'unit_editor']] },
  { username: 'unit2head', name: '陈某某', holds: [['education', 'unit_head']] },
  // the town's own people, so that its ledger lives too; not on the sign-in page
  { username: 'unit3', name: '朱某', holds: [['township', 'unit_editor']] },
  { username: 'unit3head', name: '秦某某', holds: [['township', 'unit_head']] },
  {
    username: 'resident1',
    name: '褚某',
    holds: [
      ['resident', 'resident'],
      ['station', 'resident'],
    ],
  },
  { username: 'discipline', name: '卫某', holds: [['discipline', 'supervisor']] },
  { username: 'organization', name: '蒋某', holds: [['organization', 'supervisor']] },
  { username: 'department1', name: '沈某', holds: [['department', 'department']] },
  { username: 'leader1', name: '韩某某', holds: [['leadership', 'leader']] },
  {
    username: 'admin',
    name: '杨某',
    holds: [
      ['office', 'system_admin'],
      ['office', 'security_admin'],
      ['office', 'audit_admin'],
    ],
  },
];

/** One ledger each: the unit, who writes and who heads it, who reviews first. */
export const LEDGERS: readonly {
  readonly unit: DemoUnit;
  readonly organisation: OrganisationKey;
  readonly editor: string;
  readonly head: string;
  readonly resident: OrganisationKey;
}[] = [
  { unit: transport, organisation: 'transport', editor: 'unit1', head: 'unit1head', resident: 'resident' },
  { unit: education, organisation: 'education', editor: 'unit2', head: 'unit2head', resident: 'resident' },
  { unit: township, organisation: 'township', editor: 'unit3', head: 'unit3head', resident: 'station' },
];
