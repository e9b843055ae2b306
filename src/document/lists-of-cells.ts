/** The three lists of plain cells and texts, as a document that holds them has them; for moments that no document stands for. */
import type { CellValue } from '#document/ledger-doc.ts';
import { readRow } from '#document/row-cells.ts';
import type { RowId } from '#domain/ids.ts';
import { LISTS, type List } from '#domain/lists/fields.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** What a ledger holds, without its document. Keys are those of cells and texts. */
export interface LedgerContent {
  readonly cells: ReadonlyMap<string, CellValue>;
  /** those that are not empty */
  readonly texts: ReadonlyMap<string, string>;
}

const isList = (value: CellValue | undefined): value is List => (LISTS as readonly unknown[]).includes(value);

/** Every complete row, those in the bin included and flagged (R1). */
export function listsOfContent({ cells, texts }: LedgerContent): Lists {
  const byRow = new Map<string, Map<string, CellValue>>();
  for (const [key, value] of cells) {
    const slash = key.indexOf('/');
    const id = key.slice(0, slash);
    let row = byRow.get(id);
    if (!row) byRow.set(id, (row = new Map()));
    row.set(key.slice(slash + 1), value);
  }
  const rows: Row[] = [];
  for (const [id, held] of byRow) {
    const list = held.get('list');
    if (!isList(list) || typeof held.get('order') !== 'string') continue;
    rows.push(readRow((field) => texts.get(`${id}/${field}`) ?? '', id as RowId, list, held));
  }
  return arranged(rows);
}
