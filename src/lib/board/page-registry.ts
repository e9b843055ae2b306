/**
 * Which page loads of this browser are alive, so that only the intents of dead ones are taken over; and the last words
 * of a page that goes away, written at once. Held in localStorage because it is synchronous.
 */
import type { IntentRecord } from './intents.ts';

/** A hidden tab's timers fire once a minute; after this silence a page counts as dead (rule: opIds make a mistake harmless). */
export const SILENCE_MS_MAX = 150_000;
/** How often a page says that it lives. */
export const BEAT_MS = 10_000;

const BEAT = 'sandan.page.';
const LAST_WORDS = 'sandan.intents.';

/** The part of `Storage` that is needed. */
export type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface PageRegistry {
  beat(page: string): void;
  /** The page is gone for good. */
  leave(page: string): void;
  /** Look who lives; `alive` answers from what was seen last. */
  look(): Promise<void>;
  alive(page: string): boolean;
  /** Keep intents that the store may not have finished writing. */
  leaveBehind(page: string, records: readonly IntentRecord[]): void;
  /** Last words of pages that are gone; `forget` them once they are in the store. */
  leftBehind(owner: string): readonly { readonly page: string; readonly records: readonly IntentRecord[] }[];
  forget(page: string): void;
}

/** The part of `LockManager` that is used: a browser that ends lets go of what its pages held. */
export interface PageLocks {
  request(name: string, held: () => Promise<void>): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

export class SlotPageRegistry implements PageRegistry {
  readonly #slots: Slots;
  readonly #now: () => number;
  readonly #locks: PageLocks | undefined;
  readonly #letGo = new Map<string, () => void>();
  /** pages that hold their lock; undefined where there are none, as on plain http */
  #held: ReadonlySet<string> | undefined;

  /** `locks`: tells at once that a page is gone; without them its silence does. */
  constructor(slots: Slots, now: () => number, locks?: PageLocks) {
    this.#slots = slots;
    this.#now = now;
    this.#locks = locks;
  }

  async look(): Promise<void> {
    if (!this.#locks) return;
    const { held = [] } = await this.#locks.query();
    this.#held = new Set(
      held.flatMap(({ name }) => (name?.startsWith(BEAT) ? [name.slice(BEAT.length)] : [])),
    );
  }

  beat(page: string): void {
    this.#hold(page);
    this.#try(() => this.#slots.setItem(BEAT + page, String(this.#now())));
  }
  leave(page: string): void {
    this.#letGo.get(page)?.();
    this.#letGo.delete(page);
    this.#try(() => this.#slots.removeItem(BEAT + page));
  }
  alive(page: string): boolean {
    if (this.#held) return this.#held.has(page) || this.#letGo.has(page);
    const beat = Number(this.#slots.getItem(BEAT + page) ?? 0);
    return this.#now() - beat < SILENCE_MS_MAX;
  }
  leaveBehind(page: string, records: readonly IntentRecord[]): void {
    if (records.length > 0) this.#try(() => this.#slots.setItem(LAST_WORDS + page, JSON.stringify(records)));
  }
  leftBehind(owner: string): { page: string; records: IntentRecord[] }[] {
    const found: { page: string; records: IntentRecord[] }[] = [];
    for (let n = 0; n < this.#slots.length; n += 1) {
      const name = this.#slots.key(n);
      if (!name?.startsWith(LAST_WORDS)) continue;
      const page = name.slice(LAST_WORDS.length);
      if (this.alive(page)) continue;
      const records = parseRecords(this.#slots.getItem(name)).filter((record) => record.owner === owner);
      if (records.length > 0) found.push({ page, records });
    }
    return found;
  }
  forget(page: string): void {
    this.#try(() => this.#slots.removeItem(LAST_WORDS + page));
  }

  #hold(page: string): void {
    if (!this.#locks || this.#letGo.has(page)) return;
    const left = new Promise<void>((resolve) => this.#letGo.set(page, resolve));
    this.#locks
      .request(BEAT + page, () => left)
      .catch((error: unknown) => console.warn('A page could not hold its lock', error));
  }

  /** Storage may be full or blocked: then only the store in IndexedDB is left, which is asked first anyway. */
  #try(write: () => void): void {
    try {
      write();
    } catch (error) {
      console.warn('Page registry could not be written', error);
    }
  }
}

function parseRecords(text: string | null): IntentRecord[] {
  if (text === null) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as IntentRecord[]) : [];
  } catch (error) {
    console.warn('Unreadable last words of a page', error);
    return [];
  }
}

/** Slots in memory: for tests, and where the browser keeps nothing. */
export class MemorySlots implements Slots {
  readonly #values = new Map<string, string>();
  get length(): number {
    return this.#values.size;
  }
  key(n: number): string | null {
    return [...this.#values.keys()][n] ?? null;
  }
  getItem(name: string): string | null {
    return this.#values.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.#values.set(name, value);
  }
  removeItem(name: string): void {
    this.#values.delete(name);
  }
}
