/**
 * Keeps this browser's copy of one ledger in step with what is committed: the whole document when a page is in step, then
 * every update that follows. Never what is not committed, which the outbox has.
 */
import type { KeptLedger, Kept, KeptStore } from './kept-store.ts';
import { KEPT_DAYS_MAX } from './kept-store.ts';

/** Updates within this time are stored together. */
export const KEEP_EVERY_MS = 1_000;
/** Updates stored one behind the other before the whole document takes their place. */
export const KEPT_UPDATES_MAX = 500;
const DAY_MS = 24 * 60 * 60_000;

export interface KeptCopySettings {
  readonly store: KeptStore;
  readonly owner: string;
  /** milliseconds */
  readonly now: () => number;
  /** the document as one update, or null while it holds something that is not committed */
  readonly whole: () => Uint8Array | null;
}

export class KeptCopy {
  readonly #settings: KeptCopySettings;
  #ledger: KeptLedger | undefined;
  #waiting: Uint8Array[] = [];
  #stored = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: KeptCopySettings) {
    this.#settings = settings;
  }

  /** Null when nothing is kept, or for too long already. */
  async read(): Promise<Kept | null> {
    const { store, owner, now } = this.#settings;
    const kept = await store.read(owner);
    if (kept && now() - Date.parse(kept.ledger.at) <= KEPT_DAYS_MAX * DAY_MS) return kept;
    if (kept) await store.remove(owner);
    return null;
  }

  /** A document is in step: it takes the place of whatever was kept. */
  begin(ledger: KeptLedger, updates: readonly Uint8Array[]): void {
    this.#ledger = ledger;
    this.#waiting = [];
    this.#stored = updates.length;
    this.#keep(this.#settings.store.replace(ledger, updates));
  }

  /** Rights changed. */
  change(more: Pick<KeptLedger, 'actor' | 'planPassed'>): void {
    if (this.#ledger) this.#ledger = { ...this.#ledger, ...more };
    this.#stored = KEPT_UPDATES_MAX;
    this.#schedule();
  }

  /** Committed: by others, or by this page and acknowledged. */
  add(update: Uint8Array): void {
    if (!this.#ledger) return;
    this.#waiting.push(update);
    this.#schedule();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { store, now, whole } = this.#settings;
    const ledger = this.#ledger;
    if (!ledger) return;
    const document = this.#stored + this.#waiting.length >= KEPT_UPDATES_MAX ? whole() : null;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (document) {
      this.begin({ ...ledger, at: new Date(now()).toISOString() }, [document]);
    } else if (waiting.length > 0) {
      this.#stored += waiting.length;
      this.#keep(store.append(ledger.owner, ledger.epoch, waiting));
    }
  }

  /** This person may not see the ledger any more, or nobody is signed in. */
  remove(): void {
    clearTimeout(this.#timer);
    this.#ledger = undefined;
    this.#keep(this.#settings.store.remove(this.#settings.owner));
  }

  stop(): void {
    this.flush();
    this.#ledger = undefined;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.flush(), KEEP_EVERY_MS);
  }

  #keep(work: Promise<void>): void {
    work.catch((error: unknown) => console.warn('The ledger could not be kept for a reload offline', error));
  }
}
