/** The three lists of plain cells and texts, as a document that holds them has them; for moments that no document stands for. */
import type { CellValue } from '#document/ledger-doc.ts';
import { readRow } from '#document/row-cells.ts';
import type { RowId } from '#domain/ids.ts';
import { LISTS, type List } from '#domain/lists/fields.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** What a row holds, by `field` or `field:member`. Once handed over it never changes: it may be part of several contents. */
export interface RowContent {
  readonly cells: ReadonlyMap<string, CellValue>;
  /** those that are not empty */
  readonly texts: ReadonlyMap<string, string>;
}
/** What a ledger holds, without its document: rows by their id, none of them empty. */
export type LedgerContent = ReadonlyMap<string, RowContent>;

const isList = (value: CellValue | undefined): value is List => (LISTS as readonly unknown[]).includes(value);

function rowOf(id: string, { cells, texts }: RowContent): Row | null {
  const list = cells.get('list');
  if (!isList(list) || typeof cells.get('order') !== 'string') return null;
  return readRow((field) => texts.get(field) ?? '', id as RowId, list, cells);
}

/** Contents of neighbouring moments share most of their rows. A row content belongs to one id. */
const read = new WeakMap<RowContent, Row | null>();

/** Every complete row, those in the bin included and flagged (R1). */
export function listsOfContent(content: LedgerContent): Lists {
  const rows: Row[] = [];
  for (const [id, held] of content) {
    let row = read.get(held);
    if (row === undefined) read.set(held, (row = rowOf(id, held)));
    if (row) rows.push(row);
  }
  return arranged(rows);
}
