/** Text in cells, both ways: what XML cannot hold is escaped as Office does, and nothing ever becomes a formula. */
import type { Cell } from 'exceljs';

/** Excel refuses longer cells. */
export const CELL_CHARS_MAX = 32_767;
const ESCAPED = /_x[0-9A-Fa-f]{4}_/gu;
// carriage returns would come back as line feeds; the rest is not allowed in XML 1.0
const NOT_IN_XML = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/gu;
const LONELY = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;

const escapeUnit = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** As Office writes it: `_x000D_` for a carriage return, `_x005F_` before what only looks like an escape. */
export const escapeCellText = (text: string): string =>
  text
    .replace(ESCAPED, (match) => `_x005F${match}`)
    .replace(NOT_IN_XML, escapeUnit)
    .replace(LONELY, '\uFFFD');

/**
 * A string cell with the text format, so that `=1+1` stays text even after somebody edits the cell.
 * Throws beyond Excel's limit: no field of the table comes near it.
 */
export function setText(cell: Cell, text: string): void {
  const escaped = escapeCellText(text);
  if (escaped.length > CELL_CHARS_MAX)
    throw new RangeError(`A cell holds at most ${CELL_CHARS_MAX} characters.`);
  cell.value = escaped;
  cell.numFmt = '@';
}
