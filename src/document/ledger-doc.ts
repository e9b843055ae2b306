/** Makes the Y.Doc of a ledger and names its parts; knows nothing of sockets or storage. */
import * as Y from 'yjs';
import { CELLS, textKey } from '#document/keys.ts';
import { RootTypes } from '#document/root-types.ts';

/** What a cell may hold; nothing else is ever stored in `cells`. */
export type CellValue = string | number | boolean | null;
export type Cells = Y.Map<CellValue>;

/**
 * A new, empty ledger document. `cells` is named before anything else: Yjs finds the name of a root by walking
 * all roots, and the map that every edit touches must be met first (rule R10).
 */
export function createLedgerDoc(): Y.Doc {
  const doc = new Y.Doc({ gc: true });
  doc.share = new RootTypes();
  doc.getMap(CELLS);
  return doc;
}

export const cellsOf = (doc: Y.Doc): Cells => doc.getMap<CellValue>(CELLS);

/** The shared text of a prose field, or undefined while nobody has written a character. Never makes one. */
export function textOf(doc: Y.Doc, row: string, field: string): Y.Text | undefined {
  const name = textKey(row, field);
  return doc.share.has(name) ? doc.getText(name) : undefined;
}

export const readText = (doc: Y.Doc, row: string, field: string): string =>
  textOf(doc, row, field)?.toString() ?? '';
