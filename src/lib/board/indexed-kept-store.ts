/** Kept ledgers in IndexedDB: one record a ledger, and the updates of its document one behind the other. */
import { answer, finished, openDatabase } from './indexed-database.ts';
import type { Kept, KeptLedger, KeptStore } from './kept-store.ts';

export const KEPT_DATABASE = 'sandan-kept';
const VERSION = 1;
const LEDGERS = 'ledgers';
const UPDATES = 'updates';
const BY_OWNER = 'owner';

interface UpdateRecord {
  readonly owner: string;
  readonly epoch: number;
  readonly update: Uint8Array;
}

export class IndexedKeptStore implements KeptStore {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Rejects when the browser keeps nothing. */
  static async open(factory: IDBFactory): Promise<IndexedKeptStore> {
    return new IndexedKeptStore(
      await openDatabase(factory, KEPT_DATABASE, VERSION, (database) => {
        database.createObjectStore(LEDGERS, { keyPath: 'owner' });
        database.createObjectStore(UPDATES, { autoIncrement: true }).createIndex(BY_OWNER, 'owner');
      }),
    );
  }

  async replace(ledger: KeptLedger, updates: readonly Uint8Array[]): Promise<void> {
    const transaction = this.#writing();
    const done = finished(transaction);
    transaction.objectStore(LEDGERS).put(ledger);
    const store = transaction.objectStore(UPDATES);
    await dropOf(store, ledger.owner);
    for (const update of updates) store.add({ owner: ledger.owner, epoch: ledger.epoch, update });
    await done;
  }

  async append(owner: string, epoch: number, updates: readonly Uint8Array[]): Promise<void> {
    const transaction = this.#writing();
    const done = finished(transaction);
    const kept = (await answer(transaction.objectStore(LEDGERS).get(owner))) as KeptLedger | undefined;
    if (kept?.epoch === epoch)
      for (const update of updates) transaction.objectStore(UPDATES).add({ owner, epoch, update });
    await done;
  }

  async read(owner: string): Promise<Kept | null> {
    const transaction = this.#database.transaction([LEDGERS, UPDATES], 'readonly');
    const [ledger, records] = await Promise.all([
      answer(transaction.objectStore(LEDGERS).get(owner)) as Promise<KeptLedger | undefined>,
      answer(transaction.objectStore(UPDATES).index(BY_OWNER).getAll(owner)) as Promise<UpdateRecord[]>,
    ]);
    if (!ledger) return null;
    return {
      ledger,
      updates: records.filter(({ epoch }) => epoch === ledger.epoch).map(({ update }) => update),
    };
  }

  async remove(owner: string): Promise<void> {
    const transaction = this.#writing();
    const done = finished(transaction);
    transaction.objectStore(LEDGERS).delete(owner);
    await dropOf(transaction.objectStore(UPDATES), owner);
    await done;
  }

  close(): void {
    this.#database.close();
  }

  #writing(): IDBTransaction {
    return this.#database.transaction([LEDGERS, UPDATES], 'readwrite', { durability: 'relaxed' });
  }
}

async function dropOf(store: IDBObjectStore, owner: string): Promise<void> {
  for (const key of await answer(store.index(BY_OWNER).getAllKeys(owner))) store.delete(key);
}
