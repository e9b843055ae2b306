/** What the rest of the server knows of storage: reading, and one way to write. Implementations: sqlite/ (embedded). */
import type { CompiledQuery, Kysely } from 'kysely';
import type { ValueChanges } from '#document/rebuilt.ts';
import type { Schema } from '#server/store/schema.ts';
import type { RepeatedStatement } from '#server/store/shape.ts';

/** Statements that stand or fall together (a savepoint inside the commit's transaction). */
export type StatementGroup = readonly (CompiledQuery | RepeatedStatement)[];

export type GroupResult =
  | { readonly ok: true }
  /** a constraint refused this group; the others went on */
  | { readonly ok: false; readonly constraint: string };

export interface Store {
  /** For reading and for compiling statements; never executes a write. */
  readonly db: Kysely<Schema>;
  /**
   * One transaction, fsynced before the promise resolves. Calls run in order; calls made while one is
   * under way are merged into the next transaction by the group commit, never by this.
   * Rejects with `StoreFailed` when the commit itself failed: from then on the store is read-only for good.
   */
  commit(groups: readonly StatementGroup[]): Promise<readonly GroupResult[]>;
  /** Why the store takes no more writes, or null. */
  readonly readOnly: string | null;
  /** Called once, when the store turns read-only. Returns the unsubscription. */
  onReadOnly(listener: (reason: string) => void): () => void;
  /** Encode/merge work off the main thread: merge V1 updates into one state. */
  mergeUpdates(updates: readonly Uint8Array[]): Promise<Uint8Array>;
  /** Off the main thread: the values of the document that the updates make, with these changes, written anew by one client. */
  rebuild(updates: readonly Uint8Array[], changes: ValueChanges): Promise<Uint8Array>;
  close(): Promise<void>;
}

export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}
