/** The roots of a document in the order that spares Yjs walking: nothing that Yjs writes depends on it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { RootTypes } from '#document/root-types.ts';

const WRITES = fc.array(
  fc.record({ root: fc.integer({ min: 0, max: 12 }), text: fc.string({ minLength: 1, maxLength: 5 }) }),
  { maxLength: 40 },
);

it('[R10] a document writes the same bytes as one that walks all its roots', () => {
  fc.assert(
    fc.property(WRITES, (writes) => {
      const [ours, plain] = [createLedgerDoc(), new Y.Doc()];
      plain.getMap(CELLS);
      const bytes: [Uint8Array[], Uint8Array[]] = [[], []];
      [ours, plain].forEach((doc, n) => {
        doc.clientID = 7;
        doc.on('update', (update: Uint8Array) => void bytes[n]!.push(update));
        for (const { root, text } of writes) {
          if (root === 0) doc.getMap(CELLS).set(text, root);
          else doc.getText(`text${root}`).insert(0, text);
        }
      });
      expect(bytes[0]).toEqual(bytes[1]);
      expect(Y.encodeStateAsUpdate(ours)).toEqual(Y.encodeStateAsUpdate(plain));
    }),
    { seed: 20261123, numRuns: 100 },
  );
});

it('[R10] looking through the roots meets each once, the cells first, then the one met last', () => {
  const roots: Map<string, unknown> = new RootTypes();
  const names = ['cells', 'a', 'b', 'c'];
  for (const name of names) roots.set(name, new Y.Text());
  const lookFor = (wanted: string): string[] => {
    const met: string[] = [];
    for (const [name] of roots.entries()) {
      met.push(name);
      if (name === wanted) break;
    }
    return met;
  };
  expect(lookFor('b')).toEqual(['cells', 'a', 'b']);
  expect(lookFor('b')).toEqual(['cells', 'b']);
  expect(lookFor('c')).toEqual(['cells', 'b', 'c']);
  expect(lookFor('a')).toEqual(['cells', 'c', 'a']);
  expect(lookFor('none')).toEqual(['cells', 'a', 'b', 'c']);
  expect([...roots.keys()]).toEqual(names);
});
