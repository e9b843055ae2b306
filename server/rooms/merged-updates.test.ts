/** Many updates merged a few at a time are what they are merged at once. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { mergedUpdates } from '#server/rooms/merged-updates.ts';

/** `count` updates of 7 pages in turn, each of which knows what the others wrote: cells written over, texts typed and taken back. */
function updatesOf(count: number): { readonly updates: Uint8Array[]; readonly doc: Y.Doc } {
  const updates: Uint8Array[] = [];
  const pages = Array.from({ length: 7 }, (_, n) => {
    const doc = new Y.Doc();
    doc.clientID = 1_000 + n * 7_919;
    return doc;
  });
  for (let n = 0; n < count; n += 1) {
    const doc = pages[(n * 3) % pages.length]!;
    let made: Uint8Array | undefined;
    doc.once('update', (update: Uint8Array) => (made = update));
    doc.transact(() => {
      doc.getMap(CELLS).set(`row${n % 5}/owner`, n);
      const text = doc.getText(`row${n % 3}/measure`);
      if (n % 4 === 3 && text.length > 1) text.delete(0, 2);
      else text.insert(Math.floor(text.length / 2), `第${n}次`);
    });
    updates.push(made!);
    for (const other of pages) if (other !== doc) Y.applyUpdate(other, made!);
  }
  return { updates, doc: pages[0]! };
}

describe('updates of a commit', () => {
  it.each([0, 1, 2, 16, 17, 40, 300])('[S5] %i are one, byte for byte as merged at once', (count) => {
    const { updates, doc } = updatesOf(count);
    const merged = mergedUpdates(updates);
    expect(merged).toEqual(count === 0 ? Y.encodeStateAsUpdate(new Y.Doc()) : Y.mergeUpdates(updates));
    const copy = new Y.Doc();
    Y.applyUpdate(copy, merged);
    expect(Y.encodeStateAsUpdate(copy)).toEqual(Y.encodeStateAsUpdate(doc));
  });
});
