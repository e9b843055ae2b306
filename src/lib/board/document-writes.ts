/** Writing into the page's document so that the bytes of exactly this change are known. */
import type * as Y from 'yjs';
import { cellsOf } from '#document/ledger-doc.ts';

/** Run `write` as one transaction. Answers its update; undefined when nothing changed. */
export function capture(doc: Y.Doc, origin: unknown, write: () => void): Uint8Array | undefined {
  let update: Uint8Array | undefined;
  const keep = (bytes: Uint8Array, from: unknown): void => {
    if (from === origin) update = bytes;
  };
  doc.on('update', keep);
  try {
    doc.transact(write, origin);
  } finally {
    doc.off('update', keep);
  }
  return update;
}

/** Client id that wrote the value now in force; undefined when the cell was never written. */
export const writerOf = (doc: Y.Doc, key: string): number | undefined =>
  cellsOf(doc)._map.get(key)?.id.client;
