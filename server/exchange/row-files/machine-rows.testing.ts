/** The rows of a workbook's machine sheet as rows of the board, for tests of what goes out and comes back. */
import type { Row } from '#domain/projections/rows.ts';
import { readSheets } from '#server/exchange/ledger-files/read-ledger-file.ts';
import { machineRows } from './machine-rows.ts';

export interface RowOfLedger {
  readonly ledger: string;
  readonly row: Row;
  /** fields that do not have the mark they were written with */
  readonly changed: readonly string[];
}

export async function rowsOfMachineSheet(bytes: Uint8Array): Promise<RowOfLedger[]> {
  const sheets = await readSheets(bytes);
  if (!sheets.ok) throw new Error(sheets.code);
  const rows = machineRows(sheets.value);
  if (!rows) throw new Error('There is no machine sheet of this version.');
  return rows.map(({ ledger, list, id, cells }) => ({
    ledger,
    row: { list, id, ...Object.fromEntries(cells.map(({ field, value }) => [field.name, value])) } as Row,
    changed: cells.flatMap(({ field, isChanged }) => (isChanged ? [field.name] : [])),
  }));
}
