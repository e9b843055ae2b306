/** Walks the rows below the header and gathers those of each problem; what is neither problem nor task is named and left out. */
import type { Header } from './header.ts';
import { headingText, kindOfRow, type RowKind } from './row-kinds.ts';
import type { Sheet } from './sheet.ts';
import { cellName } from './sheet.ts';
import type { LedgerWarnings } from './warnings.ts';

/** The rows of one problem, in order; the first holds its text. */
export interface Block {
  readonly rows: number[];
  readonly category: string | null;
  readonly subcategory: string | null;
  /** the heading's place among the headings of the sheet, 0 before the first */
  readonly section: number;
}
export interface SkippedRows {
  readonly what: string;
  readonly sheet: string;
  readonly rows: number[];
}
export interface Walked {
  readonly blocks: readonly Block[];
  readonly skipped: readonly SkippedRows[];
  /** texts of sum rows, with their cells */
  readonly totals: readonly { readonly cell: string; readonly text: string }[];
}

const WORDS: Readonly<Record<Exclude<RowKind, 'data'>, string>> = {
  category: '类别行',
  subcategory: '类别行',
  subtotal: '小计、合计',
  note: '注',
  signature: '签字栏',
  header: '重复的表头',
  numbers: '栏号行',
};

const bare = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');

export function walk(sheet: Sheet, header: Header, warnings: LedgerWarnings): Walked {
  const original = header.columns.get('original')!;
  const seq = header.columns.get('seq') ?? header.columns.get('code');
  const blocks: Block[] = [];
  const skipped: SkippedRows[] = [];
  const totals: { cell: string; text: string }[] = [];
  let current: Block | null = null;
  let category: string | null = null;
  let subcategory: string | null = null;
  let section = 0;
  let afterNote = false;

  const skip = (what: string, row: number): void => {
    const last = skipped.at(-1);
    if (last?.what === what && last.rows.at(-1) === row - 1) last.rows.push(row);
    else skipped.push({ what, sheet: sheet.name, rows: [row] });
  };
  const head = sheet.rows.filter((row) => row <= header.bottom);
  if (head.length > 0) skipped.push({ what: '标题、填报行、表头', sheet: sheet.name, rows: head });

  /** The problem's text printed again on each of its rows. */
  const repeats = (row: number, text: string): boolean => {
    if (!current) return false;
    const first = current.rows[0]!;
    if (bare(sheet.own(first, original).text) !== bare(text)) return false;
    const number = seq === undefined ? '' : bare(sheet.own(row, seq).text);
    return number === '' || number === bare(sheet.own(first, seq!).text);
  };

  for (const row of sheet.rows) {
    if (row <= header.bottom || sheet.filled(row).length === 0) continue;
    const kind = kindOfRow(sheet, header, row, afterNote);
    if (kind !== 'data') {
      skip(WORDS[kind], row);
      const first = sheet.filled(row)[0]!.cell.text;
      if (kind === 'category') {
        category = headingText(first);
        subcategory = null;
        section += 1;
      } else if (kind === 'subcategory') {
        subcategory = headingText(first);
        if (category === null) section += 1;
      } else if (kind === 'subtotal') {
        for (const { column, cell } of sheet.filled(row))
          totals.push({ cell: cellName(row, column), text: cell.text });
      }
      // a header or its numbers printed again on the next page do not end a problem
      if (kind !== 'header' && kind !== 'numbers') current = null;
      afterNote = kind === 'note';
      continue;
    }
    afterNote = false;
    const text = sheet.own(row, original).text.trim();
    if (text !== '' && !repeats(row, text)) {
      current = {
        rows: [row],
        category: category ?? subcategory,
        subcategory: category ? subcategory : null,
        section,
      };
      blocks.push(current);
    } else if (current) current.rows.push(row);
    else {
      const cell = sheet.filled(row)[0]!;
      warnings.add(
        'row_without_problem',
        { at: 'head', sheet: sheet.name, cell: cellName(row, cell.column) },
        cell.cell.text,
      );
      skip('没有问题的行', row);
    }
  }
  return { blocks, skipped, totals };
}
