/**
 * The last committed state of ledgers in this browser, so that a page can be opened without a connection: the interface
 * and a store in memory. What is not committed yet is the outbox's.
 */
import type { LedgerActor } from '#domain/roles.ts';

/** What was kept longer ago is not shown any more (O24). */
export const KEPT_DAYS_MAX = 7;

export interface KeptLedger {
  /** person and ledger */
  readonly owner: string;
  readonly person: string;
  readonly ledger: string;
  readonly epoch: number;
  /** ISO instant on the person's clock */
  readonly at: string;
  readonly actor: LedgerActor;
  readonly planPassed: boolean;
  /** what the page is drawn with besides the rows; plain data that only the page reads */
  readonly frame: unknown;
}

export interface Kept {
  readonly ledger: KeptLedger;
  /** in order: together the document as last heard of */
  readonly updates: readonly Uint8Array[];
}

export interface KeptStore {
  /** This and nothing older is kept of the ledger. */
  replace(ledger: KeptLedger, updates: readonly Uint8Array[]): Promise<void>;
  /** Committed since; passed over when another epoch is kept by now. */
  append(owner: string, epoch: number, updates: readonly Uint8Array[]): Promise<void>;
  read(owner: string): Promise<Kept | null>;
  remove(owner: string): Promise<void>;
  close(): void;
}

export class MemoryKeptStore implements KeptStore {
  readonly #kept = new Map<string, Kept>();

  async replace(ledger: KeptLedger, updates: readonly Uint8Array[]): Promise<void> {
    this.#kept.set(ledger.owner, { ledger, updates: [...updates] });
  }
  async append(owner: string, epoch: number, updates: readonly Uint8Array[]): Promise<void> {
    const kept = this.#kept.get(owner);
    if (kept?.ledger.epoch !== epoch) return;
    this.#kept.set(owner, { ledger: kept.ledger, updates: [...kept.updates, ...updates] });
  }
  async read(owner: string): Promise<Kept | null> {
    return this.#kept.get(owner) ?? null;
  }
  async remove(owner: string): Promise<void> {
    this.#kept.delete(owner);
  }
  close(): void {
    // nothing is held outside memory
  }
}
