/** Updates of one client, joined by hand: a document takes the joined one exactly as it takes them all. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createLedgerDoc, cellsOf } from '#document/ledger-doc.ts';
import { allAtOnce } from '#domain/steps.ts';
import { joinUpdates } from '#server/rooms/joined-updates.ts';

const CHANGES = fc.array(
  fc.array(
    fc.record({
      root: fc.integer({ min: 0, max: 4 }),
      at: fc.nat(20),
      remove: fc.nat(3),
      text: fc.string({ maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  { minLength: 1, maxLength: 12 },
);
type Change = { root: number; at: number; remove: number; text: string };

function change(doc: Y.Doc, changes: readonly Change[]): void {
  doc.transact(() => {
    for (const { root, at, remove, text } of changes) {
      if (root === 0) cellsOf(doc).set(`key${at}`, text);
      else {
        const shared = doc.getText(`text${root}`);
        const from = Math.min(at, shared.length);
        shared.delete(from, Math.min(remove, shared.length - from));
        if (text !== '') shared.insert(from, text);
      }
    }
  });
}

it('[W17] one update in the place of many gives the same document, byte for byte', () => {
  fc.assert(
    fc.property(CHANGES, CHANGES, (before, after) => {
      const doc = createLedgerDoc();
      doc.clientID = 5;
      for (const changes of before) change(doc, changes);
      const [base, other] = [Y.encodeStateAsUpdate(doc), createLedgerDoc()];
      Y.applyUpdate(other, base);
      doc.clientID = 9;
      const updates: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array) => void updates.push(update));
      for (const changes of after) change(doc, changes);
      const joined = allAtOnce(joinUpdates(updates));
      Y.applyUpdate(other, joined);
      expect(Y.encodeStateAsUpdate(other)).toEqual(Y.encodeStateAsUpdate(doc));
      expect(other.store.pendingStructs).toBeNull();
      if (updates.length > 0) {
        const merged = Y.decodeUpdate(Y.mergeUpdates(updates));
        const { structs, ds } = Y.decodeUpdate(joined);
        const lengthOf = (all: readonly { readonly length: number }[]): number =>
          all.reduce((sum, { length }) => sum + length, 0);
        expect(lengthOf(structs)).toBe(lengthOf(merged.structs));
        expect([...ds.clients].sort()).toEqual([...merged.ds.clients].sort());
      }
    }),
    { seed: 20261123, numRuns: 200 },
  );
});

it('[W17] updates that do not follow one another are no one update', () => {
  const doc = createLedgerDoc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const key of ['a', 'b', 'c']) cellsOf(doc).set(key, 1);
  expect(() => allAtOnce(joinUpdates([updates[0]!, updates[2]!]))).toThrow('follow');
});
