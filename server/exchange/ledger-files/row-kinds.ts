/** Tells the rows of a ledger that are no problems and no tasks: headings, sums, notes, signatures, repeated headers. */
import type { Header } from './header.ts';
import type { Sheet } from './sheet.ts';

export type RowKind =
  'data' | 'category' | 'subcategory' | 'subtotal' | 'note' | 'signature' | 'header' | 'numbers';

const bare = (text: string): string => text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '');

const SUBTOTAL = /^(?:小计|合计|总计|共计|累计|本页小计|分类小计)/u;
const NOTE = /^(?:注|备注|说明|注释|填表说明|填报说明|注意)[:：]|^注\d?[.、]|^※/u;
const SIGNATURE =
  /\((?:签字|签名|盖章|签章)\)|(?:签字|签名|签章)[:：]|^(?:制表人?|填表人|填报人|审核人|负责人)[:：]/u;
const HEADING = /^(?:[一二三四五六七八九十百]+[、.]|第[一二三四五六七八九十]+(?:部分|方面))/u;
const SUBHEADING = /^\([一二三四五六七八九十百]+\)/u;
const HEADING_CHARS_MAX = 120;

/** A heading without its number and its count of problems. */
export const headingText = (text: string): string =>
  text
    .replace(/\s+/gu, '')
    .replace(
      /^(?:[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十百]+[)）]、?|第[一二三四五六七八九十]+(?:部分|方面)[:：、]?)/u,
      '',
    )
    .replace(/[（(]共?\d+[个项条](?:问题)?[)）]$/u, '')
    .replace(/[:：。]+$/u, '');

const isRepeatedHeader = (sheet: Sheet, header: Header, row: number): boolean => {
  const cells = sheet.filled(row);
  if (cells.length < 3) return false;
  const same = cells.filter(({ column, cell }) => {
    for (let level = header.top; level <= header.bottom; level += 1)
      if (bare(sheet.seen(level, column).text) === bare(cell.text)) return true;
    return false;
  });
  return same.length * 2 > cells.length && same.length >= 3;
};

/** 1 2 3 4 … under the header. */
const isNumbersRow = (sheet: Sheet, header: Header, row: number): boolean => {
  if (row !== header.bottom + 1) return false;
  const numbers = sheet.filled(row).map(({ cell }) => Number(bare(cell.text).replace(/[()]/gu, '')));
  return numbers.length >= 4 && numbers.every((number, index) => number === index + numbers[0]!);
};

/** `afterNote`: a note has begun, so that a further wide line goes on with it. */
export function kindOfRow(sheet: Sheet, header: Header, row: number, afterNote: boolean): RowKind {
  const cells = sheet.filled(row);
  const first = cells[0];
  if (!first) return 'data';
  const text = bare(first.cell.text);
  if (
    SUBTOTAL.test(text) ||
    (cells[1] && SUBTOTAL.test(bare(cells[1].cell.text)) && cells[1].cell.text.length < 12)
  )
    return 'subtotal';
  const measure = header.columns.get('measure');
  const hasMeasure = measure !== undefined && cells.some(({ column }) => column === measure);
  if (NOTE.test(text) && (!hasMeasure || cells.length === 1)) return 'note';
  const signed = cells.filter(({ cell }) => cell.text.length < 120 && SIGNATURE.test(bare(cell.text)));
  if (signed.length === cells.length || (signed.length > 0 && !hasMeasure && cells.length <= 6))
    return 'signature';
  if (isNumbersRow(sheet, header, row)) return 'numbers';
  if (isRepeatedHeader(sheet, header, row)) return 'header';
  if (cells.length > 1) return 'data';
  const area = sheet.mergeAt(row, first.column);
  const original = header.columns.get('original')!;
  const isWide =
    area !== undefined && area.right - area.left >= 2 && area.right >= original && area.left <= original;
  if (afterNote && (isWide || first.column < original)) return 'note';
  if (text.length > HEADING_CHARS_MAX || first.column > original) return 'data';
  const isMarked = (HEADING.test(text) || SUBHEADING.test(text)) && !/[。;]$/u.test(text);
  if (!isWide && !(isMarked && (first.column < original || text.length <= 60))) return 'data';
  return SUBHEADING.test(text) ? 'subcategory' : 'category';
}
