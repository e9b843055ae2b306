/** A page with nothing but the outbox's storage, so that a test can reload it in the middle of writing. */
import { IndexedOutboxStore } from '#board/indexed-outbox-store.ts';
import type { IntentRecord } from '#board/intents.ts';
import { freshId } from '#board/fresh-id.ts';
import { SlotPageRegistry } from '#board/page-registry.ts';
import { Predecessors } from '#board/predecessors.ts';
import { checkOutboxStore } from '../../contract/board-store.ts';

const OWNER = 'H000000000000001/L000000000000001';

export class StorageHarness {
  readonly #page = freshId();
  readonly #registry = new SlotPageRegistry(localStorage, Date.now);

  checkContract(): Promise<void> {
    return checkOutboxStore(() => IndexedOutboxStore.open(indexedDB));
  }

  /** Write intents and go away in the same breath; `wordless`: without a last word, as a crash does. */
  async writeAndReload(count: number, wordless: boolean): Promise<void> {
    const store = await IndexedOutboxStore.open(indexedDB);
    const predecessors = this.#predecessors(store);
    await predecessors.start();
    const records = Array.from({ length: count }, (_, n): IntentRecord => ({
      opId: freshId(),
      owner: OWNER,
      page: this.#page,
      n,
      at: new Date().toISOString(),
      intent: {
        kind: 'text',
        text: 'R000000000000001/cause',
        splices: [{ index: n, removed: '', insert: '字', before: '', after: '' }],
      },
    }));
    for (const record of records) void store.putIntents([record]);
    window.addEventListener('pagehide', () => {
      if (wordless) this.#registry.leave(this.#page);
      else predecessors.leave(records);
    });
    location.reload();
  }

  /** How many intents this page takes over from those before it. */
  async inherit(): Promise<number> {
    const store = await IndexedOutboxStore.open(indexedDB);
    const taken = await this.#predecessors(store).start();
    await store.removeIntents(taken.map(({ opId }) => opId));
    return taken.length;
  }

  #predecessors(store: IndexedOutboxStore): Predecessors {
    return new Predecessors({
      store,
      registry: this.#registry,
      owner: OWNER,
      page: this.#page,
      found: () => undefined,
    });
  }
}

declare global {
  interface Window {
    storage: StorageHarness;
  }
}

window.storage = new StorageHarness();
