/** Page loads of this person on this ledger that are gone: their intents become this page's. Two tabs never share one. */
import type { IntentRecord } from './intents.ts';
import type { OutboxStore } from './outbox-store.ts';
import { BEAT_MS, type PageRegistry } from './page-registry.ts';

/** Every so many beats a living page looks for others that died. */
const BEATS_BETWEEN_LOOKS = 6;

export interface PredecessorSettings {
  readonly store: OutboxStore;
  readonly registry: PageRegistry;
  readonly owner: string;
  readonly page: string;
  /** Found while this page lives already. */
  readonly found: (records: readonly IntentRecord[]) => void;
}

export class Predecessors {
  readonly #settings: PredecessorSettings;
  #beats = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(settings: PredecessorSettings) {
    this.#settings = settings;
  }

  /** Say that this page lives, and take what others left. */
  async start(): Promise<readonly IntentRecord[]> {
    const { registry, page } = this.#settings;
    registry.beat(page);
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
    return this.#take();
  }

  /** Shown again out of the browser's memory: alive as before. */
  revive(): void {
    this.#settings.registry.forget(this.#settings.page);
    this.#settings.registry.beat(this.#settings.page);
  }

  /** The page goes away, perhaps for good: what is not acknowledged stays behind for the next one. */
  leave(records: readonly IntentRecord[]): void {
    const { registry, page } = this.#settings;
    registry.leaveBehind(page, records);
    registry.leave(page);
  }

  /** The person gave up what is unsent: not even last words stay. */
  giveUp(): void {
    this.#settings.registry.forget(this.#settings.page);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #take(): Promise<readonly IntentRecord[]> {
    const { store, registry, owner, page } = this.#settings;
    await registry.look();
    for (const left of registry.leftBehind(owner)) {
      await store.putIntents(left.records.map((record) => ({ ...record, page: left.page })));
      registry.forget(left.page);
    }
    return store.takeOver(owner, page, (other) => registry.alive(other));
  }

  #beat(): void {
    this.#settings.registry.beat(this.#settings.page);
    this.#beats += 1;
    if (this.#beats % BEATS_BETWEEN_LOOKS !== 0) return;
    this.#take().then(
      (records) => {
        if (records.length > 0) this.#settings.found(records);
      },
      (error: unknown) => console.warn('Could not look for intents of other pages', error),
    );
  }
}
