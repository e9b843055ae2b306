/** The dictionaries of offices: each change is a new version with its audit row. Decides no rights of its own. */
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import {
  DICTIONARIES_MAX,
  nextDictionary,
  type Dictionary,
  type DictionaryEntry,
  type DictionaryWish,
} from '#domain/dictionaries.ts';
import type { OrganisationId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { Store } from '#server/store/store.ts';

/** The newest version of each, in the order in which they were made. Undefined: no such organisation. */
export async function readDictionaries(
  { db }: Pick<Store, 'db'>,
  office: string,
): Promise<OfficeDictionaries | undefined> {
  const organisation = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', '=', office)
    .executeTakeFirst();
  if (!organisation) return undefined;
  const rows = await db
    .selectFrom('dictionary as own')
    .selectAll()
    .where('office', '=', office)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('dictionary as newer')
            .select('newer.n')
            .whereRef('newer.office', '=', 'own.office')
            .whereRef('newer.id', '=', 'own.id')
            .whereRef('newer.version', '>', 'own.version'),
        ),
      ),
    )
    .execute();
  const firsts = await db
    .selectFrom('dictionary')
    .select(['id', 'n'])
    .where('office', '=', office)
    .where('version', '=', 1)
    .execute();
  const place = new Map(firsts.map(({ id, n }) => [id, n]));
  const ordered = rows.sort((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0));
  return {
    id: organisation.id as OrganisationId,
    name: organisation.name,
    at: rows.reduce((newest, { n }) => Math.max(newest, n), 0),
    dictionaries: ordered.map(({ id, name, version, retired, entries }) => ({
      id,
      name,
      version,
      retired: retired === 1,
      entries: JSON.parse(entries) as readonly DictionaryEntry[],
    })),
  };
}

/** What changed, in words that the audit log can show. */
function detailOf(office: string, before: Dictionary | null, after: Dictionary) {
  const old = new Map((before?.entries ?? []).map((entry) => [entry.id, entry]));
  const words = (which: (entry: DictionaryEntry) => boolean) =>
    after.entries.filter(which).map(({ word }) => word);
  const renamed = after.entries.flatMap(({ id, word }) => {
    const was = old.get(id)?.word;
    return was === undefined || was === word ? [] : [`${was} → ${word}`];
  });
  const detail = {
    office,
    dictionary: after.name,
    version: String(after.version),
    retired: after.retired === (before?.retired ?? false) ? undefined : after.retired,
    added: words(({ id }) => !old.has(id)),
    renamed,
    wordsRetired: words(({ id, retired }) => retired && old.get(id)?.retired === false),
    wordsBack: words(({ id, retired }) => !retired && old.get(id)?.retired === true),
  };
  return Object.fromEntries(
    Object.entries(detail).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

export function createDictionaries(parts: AdministrationParts) {
  const { store } = parts;

  async function keep(
    by: By,
    office: string,
    act: 'dictionary.create' | 'dictionary.change',
    before: Dictionary | null,
    after: Dictionary,
  ): Promise<Outcome<{ readonly version: number }>> {
    const { id, name, version, retired, entries } = after;
    const committed = await commitAct(
      parts,
      { by, act, target: id, detail: detailOf(office, before, after) },
      [
        store.db
          .insertInto('dictionary')
          .values({
            office,
            id,
            version,
            name,
            retired: retired ? 1 : 0,
            entries: JSON.stringify(entries),
            person: by,
            at: parts.clock().toISOString(),
          })
          .compile(),
      ],
    );
    if (!committed.ok) return committed;
    parts.dictionariesChanged(office as OrganisationId);
    return accept({ version });
  }

  async function addInTurn(by: By, office: string, id: string, wish: DictionaryWish) {
    const known = await readDictionaries(store, office);
    if (!known) return refuse('NOT_FOUND');
    if (known.dictionaries.some((one) => one.id === id)) return refuse('NAME_TAKEN', { name: id });
    if (known.dictionaries.length >= DICTIONARIES_MAX) return refuse('TOO_MANY', { max: DICTIONARIES_MAX });
    const next = nextDictionary(id, wish, null);
    return next.ok ? keep(by, office, 'dictionary.create', null, next.value) : next;
  }

  async function changeInTurn(by: By, office: string, id: string, version: number, wish: DictionaryWish) {
    const known = await readDictionaries(store, office);
    const before = known?.dictionaries.find((one) => one.id === id);
    if (!before) return refuse('NOT_FOUND');
    if (before.version !== version) return refuse('CONFLICT');
    const next = nextDictionary(id, wish, before);
    return next.ok ? keep(by, office, 'dictionary.change', before, next.value) : next;
  }

  return {
    add: (
      by: By,
      office: string,
      id: string,
      wish: DictionaryWish,
    ): Promise<Outcome<{ readonly version: number }>> => parts.inTurn(() => addInTurn(by, office, id, wish)),
    /** `version` is the one that was looked at; another one is there: `CONFLICT`. */
    change: (
      by: By,
      office: string,
      id: string,
      version: number,
      wish: DictionaryWish,
    ): Promise<Outcome<{ readonly version: number }>> =>
      parts.inTurn(() => changeInTurn(by, office, id, version, wish)),
  };
}
