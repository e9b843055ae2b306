/**
 * Where intents and the tray outlive the page: the interface and a store in memory. Must not decide anything about
 * them. One contract suite runs on every implementation.
 */
import type { TrayItem } from './board.contract.ts';
import type { IntentRecord } from './intents.ts';

/** Most intents of one person in one ledger that are kept. */
export const INTENTS_MAX = 20_000;
/** Most tray items of one person in one ledger. */
export const TRAY_ITEMS_MAX = 500;

export interface TrayRecord extends TrayItem {
  readonly owner: string;
}

export interface OutboxStore {
  /** Keep or overwrite. Resolves when it would survive a reload. */
  putIntents(records: readonly IntentRecord[]): Promise<void>;
  removeIntents(opIds: readonly string[]): Promise<void>;
  /**
   * In one step: give `page` every intent of the owner whose page is not alive, and answer them in the order they were
   * made. Two tabs never get the same one.
   */
  takeOver(owner: string, page: string, alive: (page: string) => boolean): Promise<readonly IntentRecord[]>;
  putTray(records: readonly TrayRecord[]): Promise<void>;
  removeTray(ids: readonly string[]): Promise<void>;
  tray(owner: string): Promise<readonly TrayItem[]>;
  close(): void;
}

export const byAge = (a: IntentRecord, b: IntentRecord): number =>
  a.at === b.at ? a.n - b.n : a.at < b.at ? -1 : 1;

/** For a browser that stores nothing, and for tests. Several boards may share one, as tabs share a database. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #intents = new Map<string, IntentRecord>();
  readonly #tray = new Map<string, TrayRecord>();

  async putIntents(records: readonly IntentRecord[]): Promise<void> {
    for (const record of records) this.#intents.set(record.opId, record);
  }
  async removeIntents(opIds: readonly string[]): Promise<void> {
    for (const opId of opIds) this.#intents.delete(opId);
  }
  async takeOver(
    owner: string,
    page: string,
    alive: (page: string) => boolean,
  ): Promise<readonly IntentRecord[]> {
    const taken: IntentRecord[] = [];
    for (const record of this.#intents.values()) {
      if (record.owner !== owner || record.page === page || alive(record.page)) continue;
      taken.push(record);
      this.#intents.set(record.opId, { ...record, page });
    }
    return taken.sort(byAge);
  }
  async putTray(records: readonly TrayRecord[]): Promise<void> {
    for (const record of records) this.#tray.set(record.id, record);
  }
  async removeTray(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#tray.delete(id);
  }
  async tray(owner: string): Promise<readonly TrayItem[]> {
    return [...this.#tray.values()].filter((record) => record.owner === owner);
  }
  close(): void {
    // nothing is held outside memory
  }
}
