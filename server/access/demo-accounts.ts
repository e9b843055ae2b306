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

type DemoAccounts = NonNullable<Services['demo']>['accounts'];

/** Those that exist, in the order above, each with its organisation and role in words. */
export async function readDemoAccounts(
  store: Store,
  roleWord: (role: string) => string,
): Promise<DemoAccounts> {
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
    const organisations = [...new Set(held.map((row) => row.organisation))].join('、');
    const roles = [...new Set(held.map((row) => roleWord(row.role)))].join('、');
    return [{ username, name: first.name, roleText: `${organisations} · ${roles}` }];
  });
}
