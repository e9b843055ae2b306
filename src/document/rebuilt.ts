/** A ledger's values written anew by one client: same cells, same texts, no history and nothing left over. */
import type * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { cellsOf, createLedgerDoc, type CellValue } from '#document/ledger-doc.ts';

/** Values that cells and texts got after the document was read. */
export interface ValueChanges {
  readonly cells: readonly (readonly [key: string, value: CellValue])[];
  readonly texts: readonly (readonly [key: string, text: string])[];
}
export const NO_CHANGES: ValueChanges = { cells: [], texts: [] };

/** A fresh document; the caller destroys both. */
export function rebuilt(doc: Y.Doc, changes: ValueChanges = NO_CHANGES): Y.Doc {
  const fresh = createLedgerDoc();
  const cells = cellsOf(fresh);
  const later = new Map(changes.cells);
  const laterTexts = new Map(changes.texts);
  fresh.transact(() => {
    cellsOf(doc).forEach((value, key) => {
      if (!later.has(key)) cells.set(key, value);
    });
    for (const [key, value] of later) cells.set(key, value);
    for (const name of doc.share.keys()) {
      if (name !== CELLS && !laterTexts.has(name)) writeText(fresh, name, doc.getText(name).toString());
    }
    for (const [name, text] of laterTexts) writeText(fresh, name, text);
  });
  return fresh;
}

/** The values of these cells and texts as they stand. */
export function valuesOf(doc: Y.Doc, keys: Iterable<string>): ValueChanges {
  const cells: [string, CellValue][] = [];
  const texts: [string, string][] = [];
  const stored = cellsOf(doc);
  for (const key of keys) {
    if (key !== CELLS && doc.share.has(key)) texts.push([key, doc.getText(key).toString()]);
    const value = stored.get(key);
    if (value !== undefined) cells.push([key, value]);
  }
  return { cells, texts };
}

/** A text without a character is no text: its root is made with the first one. */
function writeText(doc: Y.Doc, name: string, text: string): void {
  if (text !== '') doc.getText(name).insert(0, text);
}
