/** Names of people and organisations as they are today; those of their time are in the log itself. */
import type { Reading } from '#server/history/moments.ts';

/** SQLite takes 32,766 values in one statement; a page has far fewer people. */
const NAMES_AT_ONCE = 1_000;

export async function namesNow(db: Reading, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(people)].slice(0, NAMES_AT_ONCE);
  if (wanted.length === 0) return new Map();
  const found = await db.selectFrom('person').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}

export async function organisationNames(
  db: Reading,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].slice(0, NAMES_AT_ONCE);
  if (wanted.length === 0) return new Map();
  const found = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', wanted)
    .execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}
