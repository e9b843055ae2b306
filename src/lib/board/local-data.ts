/**
 * Everything that boards keep in this browser, by person: what of it is unsent, whose it is, and clearing it (O25). The
 * stores and slots themselves are those of outbox, kept copy and page registry.
 */
import { answer, finished, openDatabase } from './indexed-database.ts';
import { KEPT_DATABASE } from './indexed-kept-store.ts';
import { OUTBOX_DATABASE } from './indexed-outbox-store.ts';
import type { IntentRecord } from './intents.ts';
import type { KeptLedger } from './kept-store.ts';

const PERSON = 'sandan.person';
const CLEARED = 'sandan-cleared';
/** slots that begin so hold what pages left behind: last words, signs of life, receipts */
const SLOTS = 'sandan.';
/** settings of the browser, nobody's data */
const OF_NOBODY = new Set([PERSON]);

interface Owned {
  readonly owner: string;
}
const personOf = ({ owner }: Owned): string => owner.slice(0, owner.indexOf('/'));

export interface LocalData {
  /** people with something here */
  readonly people: readonly string[];
  /** edits that no server has, of these people: unsent ones, and refused ones that wait in the tray */
  unsentOf(person: string): number;
}

/** Who was signed in here last, as far as this browser remembers. */
export const lastPerson = (): string | null => slots()?.getItem(PERSON) ?? null;

export function rememberPerson(person: string): void {
  try {
    slots()?.setItem(PERSON, person);
  } catch (error) {
    console.warn('The browser keeps nothing: a reload offline will not know who it is for', error);
  }
}

/** A ledger as it was kept for the last person here; null when there is none. */
export async function keptFor(ledger: string): Promise<KeptLedger | null> {
  const person = lastPerson();
  if (person === null) return null;
  const kept = await inDatabase(KEPT_DATABASE, 'ledgers', (store) =>
    answer(store.get(`${person}/${ledger}`)),
  );
  return (kept as KeptLedger | undefined) ?? null;
}

export async function readLocalData(): Promise<LocalData> {
  const intents = await allOf(OUTBOX_DATABASE, 'intents');
  const tray = await allOf(OUTBOX_DATABASE, 'tray');
  const kept = await allOf(KEPT_DATABASE, 'ledgers');
  const words = lastWords();
  const stored = new Set(intents.map((one) => (one as unknown as IntentRecord).opId));
  const unsent = [...intents, ...words.filter(({ opId }) => !stored.has(opId))];
  return {
    people: [...new Set([...unsent, ...tray, ...kept].map(personOf))],
    unsentOf: (person) => [...unsent, ...tray].filter((one) => personOf(one) === person).length,
  };
}

/** What is kept for this person was taken away, by this tab or another one; returns the unsubscription. */
export function onCleared(person: string, cleared: () => void): () => void {
  const channel = new BroadcastChannel(CLEARED);
  channel.onmessage = ({ data: but }: MessageEvent<string | null>) => {
    if (but !== person) cleared();
  };
  return () => channel.close();
}

/** Nobody is signed in: no copy of a ledger stays. What is unsent waits for its person. */
export const clearKeptCopies = (): Promise<void> => dropOwned(KEPT_DATABASE, ['ledgers', 'updates'], null);

/** Take away what is kept for everybody but this person; null: for everybody. */
export async function clearLocalData(but: string | null): Promise<void> {
  tellPages(but);
  await dropOwned(OUTBOX_DATABASE, ['intents', 'tray'], but);
  await dropOwned(KEPT_DATABASE, ['ledgers', 'updates'], but);
  const storage = slots();
  if (!storage) return;
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '');
  const words = new Map(lastWords().map((one) => [one.slot, personOf(one)]));
  for (const name of names)
    if (name.startsWith(SLOTS) && !OF_NOBODY.has(name) && !(but !== null && words.get(name) === but))
      storage.removeItem(name);
  if (but === null) storage.removeItem(PERSON);
}

function tellPages(but: string | null): void {
  const channel = new BroadcastChannel(CLEARED);
  channel.postMessage(but);
  channel.close();
}

function slots(): Storage | undefined {
  try {
    return window.localStorage;
  } catch (error) {
    console.warn('This browser keeps nothing', error);
    return undefined;
  }
}

function lastWords(): (IntentRecord & { readonly slot: string })[] {
  const storage = slots();
  if (!storage) return [];
  const found: (IntentRecord & { readonly slot: string })[] = [];
  for (let n = 0; n < storage.length; n += 1) {
    const slot = storage.key(n) ?? '';
    if (!slot.startsWith('sandan.intents.')) continue;
    try {
      const records = JSON.parse(storage.getItem(slot) ?? '[]') as IntentRecord[];
      found.push(...records.map((record) => ({ ...record, slot })));
    } catch (error) {
      console.warn('Unreadable last words of a page', error);
    }
  }
  return found;
}

/** Undefined where the database is not there yet: asking must not make one. */
async function inDatabase<T>(
  name: string,
  store: string,
  read: (store: IDBObjectStore) => Promise<T>,
): Promise<T | undefined> {
  const database = await openExisting(name);
  if (!database) return undefined;
  try {
    return await read(database.transaction(store).objectStore(store));
  } finally {
    database.close();
  }
}

const allOf = async (name: string, store: string): Promise<Owned[]> =>
  (await inDatabase(name, store, (open) => answer(open.getAll()) as Promise<Owned[]>)) ?? [];

async function dropOwned(name: string, stores: readonly string[], but: string | null): Promise<void> {
  const database = await openExisting(name);
  if (!database) return;
  const transaction = database.transaction([...stores], 'readwrite');
  const done = finished(transaction);
  for (const one of stores) {
    const store = transaction.objectStore(one);
    const [keys, owned] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    (owned as Owned[]).forEach((record, n) => {
      if (personOf(record) !== but) store.delete(keys[n]!);
    });
  }
  await done;
  database.close();
}

/** A database that was just made by asking is taken away again, or its owner would find it without its stores. */
async function openExisting(name: string): Promise<IDBDatabase | undefined> {
  let isNew = false;
  let database: IDBDatabase;
  try {
    database = await openDatabase(indexedDB, name, 1, () => (isNew = true));
  } catch (error) {
    console.warn('What this browser keeps could not be read', error);
    return undefined;
  }
  if (!isNew) return database;
  database.close();
  await answer(indexedDB.deleteDatabase(name));
  return undefined;
}
