/** The well-known accounts of demo mode: their names and the one password, never looked at outside of it. */
import type { Services } from '#protocol/services.ts';
import type { Store } from '#server/store/store.ts';

export const DEMO_PASSWORD = 'sandan-demo';
export const DEMO_USERNAMES = [
  'office',
  'team1',
  'unit1',
  'unit1member',
  'unit1head',
  'unit2',
  'unit2head',
  'resident1',
  'discipline',
  'organization',
  'department1',
  'leader1',
  'admin',
] as const;

type DemoSeats = NonNullable<Services['demo']>['seats'];
/** Whose pages the demo shows side by side. */
const SEATED = ['office', 'unit1', 'department1', 'leader1'] as const;

/** Where each of them begins: the ledger of the first one's unit, the department's rows, the round above both. */
export async function readDemoSeats(store: Store): Promise<DemoSeats> {
  const first = await store.db
    .selectFrom('ledger')
    .innerJoin('membership', 'membership.organisation', 'ledger.unit')
    .innerJoin('person', 'person.id', 'membership.person')
    .select(['ledger.id', 'ledger.round'])
    .where('person.username', '=', 'unit1')
    .orderBy('ledger.created_at')
    .limit(1)
    .executeTakeFirst();
  if (!first) return [];
  const paths: Readonly<Record<(typeof SEATED)[number], string>> = {
    office: `/ledgers/${first.id}?list=tasks`,
    unit1: `/ledgers/${first.id}?list=tasks`,
    department1: '/department',
    leader1: `/rounds/${first.round}`,
  };
  return SEATED.map((username) => ({ username, path: paths[username] }));
}

type DemoAccounts = NonNullable<Services['demo']>['accounts'];

/** Those that exist, in the order above. */
export async function readDemoAccounts(store: Store): Promise<DemoAccounts> {
  const rows = await store.db
    .selectFrom('person')
    .innerJoin('membership', 'membership.person', 'person.id')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .select(['person.username', 'person.name', 'organisation.name as organisation', 'membership.role'])
    .where('person.username', 'in', DEMO_USERNAMES)
    .where('membership.ended_at', 'is', null)
    .orderBy('membership.created_at')
    .execute();
  return DEMO_USERNAMES.flatMap((username) => {
    const held = rows.filter((row) => row.username === username);
    const [first] = held;
    if (!first) return [];
    const organisations = [...new Set(held.map((row) => row.organisation))];
    return [{ username, name: first.name, organisations, roles: [...new Set(held.map(({ role }) => role))] }];
  });
}
