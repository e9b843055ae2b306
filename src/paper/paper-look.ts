/** The official look (domain of paper): fonts, title, reporting line, bold wrapped header, places for signatures, page numbers. */
import { heightOf } from './row-heights.ts';
import type { CellStyle } from './package/styles.ts';
import type { CellContent, PrintSetup, Sheet, SheetForm } from './package/sheet.ts';

/** Referenced, never bundled; a machine without them takes its own. */
const TITLE_FONT = '方正小标宋简体';
const HEADER_FONT = '黑体';
const TEXT_FONT = '仿宋_GB2312';
export const STANDARD_FONT = { name: '宋体', size: 11 } as const;

const text = { name: TEXT_FONT, size: 11 } as const;
const cell = { font: text, border: true, wrap: true } as const satisfies CellStyle;
export const LOOKS = {
  title: {
    font: { name: TITLE_FONT, size: 20 },
    horizontal: 'center',
    vertical: 'center',
    shrink: true,
    text: true,
  },
  line: {
    font: { name: TEXT_FONT, size: 12 },
    horizontal: 'left',
    vertical: 'center',
    shrink: true,
    text: true,
  },
  header: {
    ...cell,
    font: { name: HEADER_FONT, size: 11, bold: true },
    horizontal: 'center',
    vertical: 'center',
    text: true,
  },
  short: { ...cell, horizontal: 'center', vertical: 'center', text: true },
  shortTop: { ...cell, horizontal: 'center', vertical: 'top', text: true },
  prose: { ...cell, horizontal: 'left', vertical: 'center', text: true },
  proseTop: { ...cell, horizontal: 'left', vertical: 'top', text: true },
  number: { ...cell, horizontal: 'center', vertical: 'center' },
  numberTop: { ...cell, horizontal: 'center', vertical: 'top' },
  note: { font: text, horizontal: 'left', vertical: 'center', wrap: true, text: true },
  data: { text: true },
} as const satisfies Readonly<Record<string, CellStyle>>;
export type Look = keyof typeof LOOKS;
export type PaperSheet = Sheet<Look>;

export interface PaperColumn {
  readonly header: string;
  /** in characters of the standard font */
  readonly width: number;
}
/** What stands around a table. The title's and the lines' texts are content: they may begin with anything. */
export interface PaperFrame {
  readonly title: string;
  /** 填报单位, 填报日期, 填报人, 审核人: left to right over the whole width */
  readonly reporting: readonly string[];
  readonly signatures: readonly string[];
  readonly footer: string;
}

const TITLE_PT = 40;
const LINE_PT = 26;
const SIGNATURE_PT = 36;
/** bold letters leave less room */
const BOLD_SHARE = 0.9;
export const ROW_PT_MIN = 24;
/** the row of the column headers, counted from 1 */
export const HEADER_ROW = 3;

export function paperForm(
  name: string,
  columns: readonly PaperColumn[],
  paper: PrintSetup['paper'],
  footer: string,
  frozenColumns: number,
): SheetForm {
  return {
    name,
    columnWidths: columns.map((column) => column.width),
    frozenRows: HEADER_ROW,
    frozenColumns,
    print: { paper, headerRow: HEADER_ROW, footer },
  };
}

/** Columns from–to (counted from 1) of neighbouring parts, their widths about as the `weights` say. */
function shares(
  widths: readonly number[],
  weights: readonly number[],
): readonly (readonly [number, number])[] {
  const sum = (values: readonly number[]): number => values.reduce((whole, value) => whole + value, 0);
  const unit = sum(widths) / sum(weights);
  const found: (readonly [number, number])[] = [];
  let from = 1;
  for (let part = 0; part < weights.length - 1; part += 1) {
    const end = sum(weights.slice(0, part + 1)) * unit;
    const last = widths.length - (weights.length - 1 - part);
    let to = from;
    while (to < last && sum(widths.slice(0, to)) + widths[to]! / 2 < end) to += 1;
    found.push([from, to]);
    from = to + 1;
  }
  return [...found, [from, widths.length]];
}

/** Texts side by side over the whole width, each in a merged cell. */
function addLine(sheet: PaperSheet, texts: readonly string[], heightPt: number): void {
  const { columnWidths } = sheet.form;
  const places = shares(
    columnWidths,
    // the first one names an organisation
    texts.map((_, index) => (index === 0 && texts.length > 2 ? 2 : 1)),
  );
  const contents: CellContent[] = columnWidths.map(() => null);
  places.forEach(([from], index) => (contents[from - 1] = texts[index]!));
  const row = sheet.addRow(
    contents.map((content) => ({ content, style: 'line' })),
    heightPt,
  );
  for (const [from, to] of places) sheet.merge(row, from, row, to);
}

/** Rows 1 to 3: title, reporting line, header. Answers their height, and that of the header, in points. */
export function openPaper(
  sheet: PaperSheet,
  frame: PaperFrame,
  columns: readonly PaperColumn[],
): { readonly opening: number; readonly header: number } {
  const title = sheet.addRow(
    columns.map((_, index) => ({ content: index === 0 ? frame.title : null, style: 'title' })),
    TITLE_PT,
  );
  sheet.merge(title, 1, title, columns.length);
  addLine(sheet, frame.reporting, LINE_PT);
  const header = Math.max(
    ROW_PT_MIN,
    ...columns.map((column) => Math.ceil(heightOf(column.header, column.width * BOLD_SHARE))),
  );
  sheet.addRow(
    columns.map((column) => ({ content: column.header, style: 'header' })),
    header,
  );
  return { opening: TITLE_PT + LINE_PT + header, header };
}

export function closePaper(sheet: PaperSheet, frame: PaperFrame): void {
  sheet.addRow([], ROW_PT_MIN / 2);
  addLine(sheet, frame.signatures, SIGNATURE_PT);
}
