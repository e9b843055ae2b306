/** Names of people and organisations as they are today; those of their time are in the log itself. */
import { sql } from 'kysely';
import type { Reading } from '#server/history/moments.ts';

/** SQLite takes 32,766 values in one statement; a page has far fewer people. */
const NAMES_AT_ONCE = 1_000;

export async function namesNow(db: Reading, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(people)].slice(0, NAMES_AT_ONCE);
  if (wanted.length === 0) return new Map();
  const found = await db.selectFrom('person').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** How an organisation was called at an instant; its id where nothing is known of it. */
export type NameThen = (id: string, at: string) => string;

interface Renamed {
  readonly at: string;
  readonly before: string;
}

/** Names change by one audited act, which says what the name was before. */
export async function organisationNames(db: Reading, ids: readonly string[]): Promise<NameThen> {
  const wanted = [...new Set(ids)].slice(0, NAMES_AT_ONCE);
  if (wanted.length === 0) return (id) => id;
  const today = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', wanted)
    .execute();
  const acts = await db
    .selectFrom('audit')
    .select(['target', 'at', 'detail'])
    // as it is written in the index, which holds these acts alone
    .where('act', '=', sql.lit('organisation.rename'))
    .where('target', 'in', wanted)
    .execute();
  const renamed = new Map<string, Renamed[]>();
  for (const { target, at, detail } of acts) {
    const { before } = JSON.parse(detail) as { readonly before?: unknown };
    if (target === null || typeof before !== 'string') continue;
    renamed.set(target, [...(renamed.get(target) ?? []), { at, before }]);
  }
  const names = new Map(today.map(({ id, name }) => [id, name]));
  return (id, at) => {
    const later = (renamed.get(id) ?? []).filter((one) => one.at > at);
    const next = later.sort((a, b) => (a.at < b.at ? -1 : 1))[0];
    return next?.before ?? names.get(id) ?? id;
  };
}
