/** An uploaded workbook to what it says of a ledger. Refuses what is none, and text with a secrecy mark. Runs inside a worker. */
import { classificationMark } from '#domain/lists/classification.ts';
import { refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerContent, RememberedColumns } from './content.ts';
import { recogniseLedger } from './recognise-ledger.ts';
import type { Sheet } from './sheet.ts';
import { readWorkbook } from './workbook-reader.ts';

function markIn(sheets: readonly Sheet[]): string | undefined {
  for (const sheet of sheets) {
    for (const row of sheet.rows) {
      for (const { cell } of sheet.filled(row)) {
        const mark = classificationMark(cell.text);
        if (mark !== undefined) return mark;
      }
    }
  }
  return undefined;
}

/** Refusals: those of the workbook reader, CLASSIFIED_TEXT. */
export async function readSheets(bytes: Uint8Array): Promise<Outcome<readonly Sheet[]>> {
  const sheets = await readWorkbook(bytes);
  if (!sheets.ok) return sheets;
  const mark = markIn(sheets.value);
  return mark === undefined ? sheets : refuse('CLASSIFIED_TEXT', { mark });
}

/** Refusals: those of `readSheets`, NO_LEDGER_HEADER, NOTHING_RECOGNISED. */
export async function readLedgerFile(
  bytes: Uint8Array,
  remembered: RememberedColumns = {},
): Promise<Outcome<LedgerContent>> {
  const sheets = await readSheets(bytes);
  return sheets.ok ? recogniseLedger(sheets.value, remembered) : sheets;
}
