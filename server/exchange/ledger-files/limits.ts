/** The bounds of reading one workbook: far above any real ledger, low enough for one thread and ten seconds. */
import type { ArchiveLimits } from '#server/exchange/docx/archive.ts';

export const WORKBOOK_ARCHIVE: ArchiveLimits = {
  entriesMax: 2_000,
  entryBytesMax: 96 * 1024 * 1024,
  totalBytesMax: 160 * 1024 * 1024,
  ratioMax: 400,
};

export const SHEETS_MAX = 40;
/** Rows with something in them; empty ones are passed over. */
export const ROWS_MAX = 30_000;
/** A row's place in the sheet, as Excel bounds it. */
export const ROW_NUMBER_MAX = 1_048_576;
export const COLUMNS_MAX = 200;
/** Cells with something in them, all sheets together. */
export const CELLS_MAX = 600_000;
export const MERGES_MAX = 200_000;
export const STRINGS_MAX = 600_000;
/** As Excel bounds the text of a cell. */
export const CELL_CHARS_MAX = 32_767;
/** All text of the workbook together. */
export const TEXT_CHARS_MAX = 40_000_000;
/** Attributes and one stretch of text in the XML; longer ones belong to no workbook. */
export const XML_PIECE_CHARS_MAX = 1_000_000;
