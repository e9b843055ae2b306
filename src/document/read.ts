/** Reading a ledger document once: the three lists, and what a verdict needs to know of a row. */
import type * as Y from 'yjs';
import { ListsProjection } from '#document/lists-projection.ts';
import { RowIndex } from '#document/row-index.ts';
import type { RowFacts } from '#domain/permissions.ts';
import type { Lists } from '#domain/projections/rows.ts';

export { createLedgerDoc, cellsOf, readText, textOf, type CellValue } from '#document/ledger-doc.ts';
export { undeleted } from '#domain/projections/derived.ts';

/** Every complete row, those in the bin included and flagged; rows whose list, order or problem is missing are skipped (R1). */
export const readLists = (doc: Y.Doc): Lists => new ListsProjection(doc).lists();

/** Facts of one row. Given a document this walks all of it: whoever asks often keeps a `RowIndex` or `ListsProjection`. */
export function rowFacts(
  source: Y.Doc | RowIndex | ListsProjection,
  row: string,
  planPassed: boolean,
): RowFacts {
  if (source instanceof RowIndex || source instanceof ListsProjection) return source.facts(row, planPassed);
  return new RowIndex(source).facts(row, planPassed);
}
