/** A ledger's document out of this browser's memory, for a page that has no connection yet: shown, and written in by the outbox. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { ListsProjection } from '#document/lists-projection.ts';

/** What edits, texts and lists stand on: a document with its rows, wherever it comes from. */
export interface Ground {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly rows: ListsProjection;
  /** Told after every change of a cell or text. Returns the unsubscription. */
  onRows(listener: () => void): () => void;
}

export class KeptDocument implements Ground {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly rows: ListsProjection;
  readonly #listeners = new Set<() => void>();

  constructor(updates: readonly Uint8Array[]) {
    this.doc = createLedgerDoc();
    this.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update);
    });
    this.awareness = new Awareness(this.doc);
    this.rows = new ListsProjection(this.doc);
    this.rows.follow(() => {
      for (const listener of this.#listeners) listener();
    });
  }

  onRows(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#listeners.clear();
    this.awareness.destroy();
    this.doc.destroy();
  }
}
