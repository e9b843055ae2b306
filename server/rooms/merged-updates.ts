/** Updates in their order as one. Yjs looks through all of them for each struct of the outcome, so that they are merged a few at a time. */
import * as Y from 'yjs';

const MERGED_AT_ONCE = 16;

/** Empty for none. The bytes are those of one merge of all. */
export function mergedUpdates(updates: readonly Uint8Array[]): Uint8Array {
  let left = updates;
  while (left.length > 1) {
    const merged: Uint8Array[] = [];
    for (let n = 0; n < left.length; n += MERGED_AT_ONCE) {
      const some = left.slice(n, n + MERGED_AT_ONCE);
      merged.push(some.length === 1 ? some[0]! : Y.mergeUpdates(some));
    }
    left = merged;
  }
  return left[0] ?? EMPTY_UPDATE;
}

export const EMPTY_UPDATE = Y.encodeStateAsUpdate(new Y.Doc());
