/** Category dictionaries: the words that an office offers for its problems, and how they change. Cells hold the word itself. */
import { isPrintedName } from '#domain/administration.ts';
import type { OrganisationId } from '#domain/ids.ts';
import { checkFreeText } from '#domain/lists/values.ts';
import { GRANTED, accept, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import type { Membership } from '#domain/roles.ts';

/** The dictionary of 一级类别 and 二级类别; every other one is a column of its own (`categories:ID`). */
export const CATEGORY = 'category';

/** Dictionaries of one office: each but `category` is a column of every ledger. */
export const DICTIONARIES_MAX = 12;
/** Words of one dictionary, retired ones included. */
export const ENTRIES_MAX = 500;
/** Characters of a word: what the field of a problem holds. */
export const WORD_LENGTH_MAX = 100;
export const DICTIONARY_NAME_LENGTH_MAX = 40;

export const isDictionaryId = (id: string): boolean => /^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/.test(id);

export interface DictionaryEntry {
  /** stays when the word changes */
  readonly id: string;
  readonly word: string;
  /** 二级类别: id of the 一级类别 it belongs to; null in every other dictionary */
  readonly under: string | null;
  /** no longer offered, still read */
  readonly retired: boolean;
  /** words it had before: rows keep the word that they were given */
  readonly formerly: readonly string[];
}
export interface Dictionary {
  readonly id: string;
  readonly name: string;
  /** 1 when it is made, one more with every change */
  readonly version: number;
  readonly retired: boolean;
  readonly entries: readonly DictionaryEntry[];
}
/** What a person gives: the entries in their order. */
export interface DictionaryWish {
  readonly name: string;
  readonly retired: boolean;
  readonly entries: readonly Pick<DictionaryEntry, 'id' | 'word' | 'under' | 'retired'>[];
}

/** A24: an office keeps the dictionaries of its rounds. */
export const mayKeepDictionaries = (memberships: readonly Membership[], office: OrganisationId): Verdict =>
  memberships.some((held) => held.role === 'office' && held.organisation === office)
    ? GRANTED
    : refuse('FORBIDDEN');

const wordVerdict = (word: string): Verdict => {
  if (!isPrintedName(word, WORD_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'word' });
  return checkFreeText('word', word, WORD_LENGTH_MAX);
};

function entriesVerdict(id: string, { entries }: DictionaryWish): Verdict {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  if (byId.size < entries.length) return refuse('BAD_REQUEST', { field: 'entries' });
  const offered = new Set<string>();
  for (const entry of entries) {
    const verdict = isDictionaryId(entry.id)
      ? wordVerdict(entry.word)
      : refuse('BAD_REQUEST', { field: 'id' });
    if (!verdict.ok) return verdict;
    const above = entry.under === null ? null : byId.get(entry.under);
    if (above === undefined || (above !== null && (id !== CATEGORY || above.under !== null)))
      return refuse('BAD_REFERENCE', { field: 'under' });
    if (entry.retired) continue;
    const place = `${entry.under ?? ''} ${entry.word}`;
    if (offered.has(place)) return refuse('NAME_TAKEN', { name: entry.word });
    offered.add(place);
  }
  return GRANTED;
}

/** A word that changed is kept beside the new one, once. */
function renamed(
  entry: DictionaryWish['entries'][number],
  before: DictionaryEntry | undefined,
): DictionaryEntry {
  const { id, word, under, retired } = entry;
  const known = before ? [...before.formerly, before.word] : [];
  return { id, word, under, retired, formerly: [...new Set(known)].filter((old) => old !== word) };
}

/**
 * The dictionary as it is from now on (rule A24). Entries that the wish leaves out stay, retired, at the end: what a row says
 * is never without its word. `NAME_TAKEN {name}`, `TOO_MANY {max}`, `BAD_REFERENCE`, `BAD_REQUEST`, and what a text is refused for.
 */
export function nextDictionary(
  id: string,
  wish: DictionaryWish,
  before: Dictionary | null,
): Outcome<Dictionary> {
  if (!isDictionaryId(id)) return refuse('BAD_REQUEST', { field: 'id' });
  if (!isPrintedName(wish.name, DICTIONARY_NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'name' });
  const named = checkFreeText('name', wish.name, DICTIONARY_NAME_LENGTH_MAX);
  if (!named.ok) return named;
  const verdict = entriesVerdict(id, wish);
  if (!verdict.ok) return verdict;
  const old = new Map((before?.entries ?? []).map((entry) => [entry.id, entry]));
  const given = new Set(wish.entries.map((entry) => entry.id));
  const left = [...old.values()].filter((entry) => !given.has(entry.id));
  const entries = [
    ...wish.entries.map((entry) => renamed(entry, old.get(entry.id))),
    ...left.map((entry) => ({ ...entry, retired: true })),
  ];
  if (entries.length > ENTRIES_MAX) return refuse('TOO_MANY', { max: ENTRIES_MAX });
  return accept({ id, name: wish.name, version: (before?.version ?? 0) + 1, retired: wish.retired, entries });
}

const offers = (entry: DictionaryEntry): boolean => !entry.retired;

/** The words that an editor offers, in order; of `category` those without a category above. */
export const offeredWords = (dictionary: Dictionary | undefined): readonly string[] =>
  dictionary === undefined || dictionary.retired
    ? []
    : dictionary.entries.filter((entry) => offers(entry) && entry.under === null).map((entry) => entry.word);

/** 二级类别 of this 一级类别, by its word of now or before; of all where it has none. */
export function offeredBelow(dictionary: Dictionary | undefined, category: string | null): readonly string[] {
  if (dictionary === undefined || dictionary.retired) return [];
  const above = dictionary.entries.find(
    (entry) =>
      entry.under === null && category !== null && [entry.word, ...entry.formerly].includes(category),
  );
  const below = dictionary.entries.filter(
    (entry) => offers(entry) && entry.under !== null && (above === undefined || entry.under === above.id),
  );
  return [...new Set(below.map((entry) => entry.word))];
}
