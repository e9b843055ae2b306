/**
 * Estimates how high wrapped Chinese text stands, so that nothing on paper is cut: programs do not measure merged cells.
 * Rather a line too many than one too few. Widths in ems, heights in points.
 */
import type { CellContent } from './package/sheet.ts';

export const TEXT_SIZE_PT = 11;
/** 仿宋 takes 1.2; most fonts that stand in for it up to this */
const LINE_PT = TEXT_SIZE_PT * 1.36;
const PADDING_PT = 5;
/** a character of the standard font (8 in 宋体, a little less elsewhere), and what a cell keeps free at its sides */
const COLUMN_UNIT_PX = 7.5;
const CELL_MARGIN_PX = 6;
const TEXT_SIZE_PX = (TEXT_SIZE_PT * 96) / 72;
const LATIN_EM = 0.56;

const WIDE = /[\u1100-\u11FF\u2010-\u2027\u2030-\u205E\u2100-\uFFEF\u{10000}-\u{10FFFF}]/u;
/** never the first of a line: takes the character before it along */
const CLINGS = new Set('，。；：、！？）》〉」』】〕”’％…,.;:!?)]}%');

const widthOf = (character: string): number => (WIDE.test(character) ? 1 : LATIN_EM);
const isWordPart = (character: string): boolean => /[0-9A-Za-z]/u.test(character);

/** Lines of one paragraph without line breaks in a column `ems` wide. */
function linesOf(paragraph: string, ems: number): number {
  let lines = 1;
  let filled = 0;
  /** width since the last place where a line may end */
  let held = 0;
  let before = '';
  for (const character of paragraph) {
    const width = widthOf(character);
    const clings = CLINGS.has(character) || (isWordPart(character) && isWordPart(before));
    held = clings ? held + width : width;
    if (filled + width > ems) {
      lines += 1;
      // what cannot be parted moves to the new line together, unless it is longer than a line
      filled = held > ems ? width : held;
      if (held > ems) held = width;
    } else filled += width;
    before = character;
  }
  return lines;
}

/** Height that a content needs in a column of this width (characters of the standard font), in points. */
export function heightOf(content: CellContent, columnWidth: number): number {
  if (content === null || content === '') return 0;
  const ems = Math.max(1, (columnWidth * COLUMN_UNIT_PX - CELL_MARGIN_PX) / TEXT_SIZE_PX);
  const text = String(content);
  // short and without a break: the usual cell
  const lines =
    text.length <= ems && !text.includes('\n') && !text.includes('\r')
      ? 1
      : text.split(/\r\n|\r|\n/u).reduce((sum, paragraph) => sum + linesOf(paragraph, ems), 0);
  return lines * LINE_PT + PADDING_PT;
}
