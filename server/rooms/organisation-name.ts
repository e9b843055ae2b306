/** The organisation under whose name somebody is seen in a ledger: that of their first role. */
import type { LedgerActor } from '#domain/roles.ts';
import type { Store } from '#server/store/store.ts';

export async function organisationNameOf({ db }: Pick<Store, 'db'>, actor: LedgerActor): Promise<string> {
  const [first] = actor.organisations;
  if (!first) return '';
  const row = await db.selectFrom('organisation').select('name').where('id', '=', first).executeTakeFirst();
  return row?.name ?? '';
}
