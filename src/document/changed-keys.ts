/** Which cells and texts a transaction changed, by key; bridges Yjs events to the projections. */
import type * as Y from 'yjs';
import { cellsOf } from '#document/ledger-doc.ts';

/** Remembers the names of root texts, because Yjs finds a root's name only by walking all roots. */
export class RootNames {
  readonly #doc: Y.Doc;
  #names = new WeakMap<object, string>();

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  nameOf(type: object): string | undefined {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    this.#doc.share.forEach((root, name) => {
      this.#names.set(root, name);
    });
    return this.#names.get(type);
  }
}

/** Keys (`row/field` or `row/field:member`) that a transaction touched, in cells and in texts. */
export function changedKeys(names: RootNames, transaction: Y.Transaction): string[] {
  const keys: string[] = [];
  const cells: unknown = cellsOf(transaction.doc);
  transaction.changed.forEach((parts, type: object) => {
    if (type === cells) {
      for (const key of parts) if (key !== null) keys.push(key);
    } else {
      const name = names.nameOf(type);
      if (name !== undefined) keys.push(name);
    }
  });
  return keys;
}

/** Call `listener` with the changed keys after every transaction that changed something. Returns the unsubscription. */
export function onChangedKeys(doc: Y.Doc, listener: (keys: readonly string[]) => void): () => void {
  const names = new RootNames(doc);
  const after = (transaction: Y.Transaction): void => {
    const keys = changedKeys(names, transaction);
    if (keys.length > 0) listener(keys);
  };
  doc.on('afterTransaction', after);
  return () => {
    doc.off('afterTransaction', after);
  };
}
