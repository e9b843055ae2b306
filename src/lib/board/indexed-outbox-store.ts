/** The store of intents and tray in IndexedDB, shared by all tabs of this origin; works on plain http. */
import { answer, finished, openDatabase } from './indexed-database.ts';
import type { TrayItem } from './board.contract.ts';
import type { IntentRecord } from './intents.ts';
import { byAge, type OutboxStore, type TrayRecord } from './outbox-store.ts';

export const OUTBOX_DATABASE = 'sandan-outbox';
const VERSION = 1;
const INTENTS = 'intents';
const TRAY = 'tray';
const BY_OWNER = 'owner';

export class IndexedOutboxStore implements OutboxStore {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Rejects when the browser keeps nothing (private mode, blocked storage). */
  static async open(factory: IDBFactory): Promise<IndexedOutboxStore> {
    return new IndexedOutboxStore(
      await openDatabase(factory, OUTBOX_DATABASE, VERSION, (database) => {
        database.createObjectStore(INTENTS, { keyPath: 'opId' }).createIndex(BY_OWNER, 'owner');
        database.createObjectStore(TRAY, { keyPath: 'id' }).createIndex(BY_OWNER, 'owner');
      }),
    );
  }

  putIntents(records: readonly IntentRecord[]): Promise<void> {
    return this.#write(INTENTS, (store) => records.forEach((record) => store.put(record)));
  }
  removeIntents(opIds: readonly string[]): Promise<void> {
    return this.#write(INTENTS, (store) => opIds.forEach((opId) => store.delete(opId)));
  }
  putTray(records: readonly TrayRecord[]): Promise<void> {
    return this.#write(TRAY, (store) => records.forEach((record) => store.put(record)));
  }
  removeTray(ids: readonly string[]): Promise<void> {
    return this.#write(TRAY, (store) => ids.forEach((id) => store.delete(id)));
  }

  async takeOver(
    owner: string,
    page: string,
    alive: (page: string) => boolean,
  ): Promise<readonly IntentRecord[]> {
    const taken: IntentRecord[] = [];
    const transaction = this.#database.transaction(INTENTS, 'readwrite');
    const store = transaction.objectStore(INTENTS);
    const done = finished(transaction);
    const all = (await answer(store.index(BY_OWNER).getAll(owner))) as IntentRecord[];
    for (const record of all) {
      if (record.page === page || alive(record.page)) continue;
      taken.push(record);
      store.put({ ...record, page });
    }
    await done;
    return taken.sort(byAge);
  }

  async tray(owner: string): Promise<readonly TrayItem[]> {
    const store = this.#database.transaction(TRAY, 'readonly').objectStore(TRAY);
    return (await answer(store.index(BY_OWNER).getAll(owner))) as TrayRecord[];
  }

  close(): void {
    this.#database.close();
  }

  #write(name: string, work: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction(name, 'readwrite', { durability: 'relaxed' });
    const done = finished(transaction);
    work(transaction.objectStore(name));
    // Without it a page that goes away now could take the transaction with it.
    transaction.commit();
    return done;
  }
}
