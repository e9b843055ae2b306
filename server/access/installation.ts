/** What holds for the whole installation and people may change. So far: whether one person may be several administrators. */
import type { CompiledQuery } from 'kysely';
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import type { Outcome } from '#domain/refusals.ts';
import { ADMIN_ROLES, type Role } from '#domain/roles.ts';
import type { InstallationView } from '#protocol/services.ts';
import type { Store } from '#server/store/store.ts';

const JOINED = 'administrators.joined';

export const joinedAdministratorsStatement = (store: Store, joined: boolean): CompiledQuery =>
  store.db
    .insertInto('setting')
    .values({ key: JOINED, value: JSON.stringify(joined) })
    .onConflict((there) => there.column('key').doUpdateSet({ value: JSON.stringify(joined) }))
    .compile();

/** No row: kept apart. */
export async function readInstallation(store: Store): Promise<InstallationView> {
  const row = await store.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', JOINED)
    .executeTakeFirst();
  return { joinedAdministrators: row?.value === 'true' };
}

/** A18: the administrator's role that the person already holds and that keeps them from this one, or null. */
export async function keptApart(
  { store }: AdministrationParts,
  person: string,
  role: Role,
): Promise<string | null> {
  const others = (ADMIN_ROLES as readonly Role[]).filter((other) => other !== role);
  if (others.length === ADMIN_ROLES.length || (await readInstallation(store)).joinedAdministrators)
    return null;
  const held = await store.db
    .selectFrom('membership')
    .select('role')
    .where('person', '=', person)
    .where('role', 'in', others)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return held?.role ?? null;
}

export function createInstallation(parts: AdministrationParts) {
  return {
    /** Turned off, nobody loses what they hold; from then on nobody is given a second one. */
    change: (by: By, { joinedAdministrators }: InstallationView): Promise<Outcome<null>> =>
      parts.inTurn(() =>
        commitAct(parts, { by, act: 'settings.change', target: null, detail: { joinedAdministrators } }, [
          joinedAdministratorsStatement(parts.store, joinedAdministrators),
        ]),
      ),
  };
}
