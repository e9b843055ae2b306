/** One sheet of a workbook, row after row from the top, straight to XML. Knows no field: what stands where is the caller's. */
import { SHEET_SPACE, RELATION_SPACE, XML_HEAD, xmlText, type XmlWriter } from './xml.ts';

export type CellContent = string | number | boolean | null;
export interface SheetCell<Style extends string> {
  readonly content: CellContent;
  readonly style: Style | null;
}

/** What a printer needs to know. */
export interface PrintSetup {
  readonly paper: 'A3' | 'A4';
  /** the one row, counted from 1, that every page begins with */
  readonly headerRow: number;
  /** in the codes of a page footer: `&P` page, `&N` pages, `&&` an ampersand */
  readonly footer: string;
}
export interface SheetForm {
  readonly name: string;
  /** in characters of the standard font */
  readonly columnWidths: readonly number[];
  readonly frozenRows: number;
  readonly frozenColumns: number;
  readonly print?: PrintSetup;
}

const PAPER_CODES = { A3: 8, A4: 9 } as const;
/** inches */
export const MARGINS_INCHES = {
  left: 0.4,
  right: 0.4,
  top: 0.55,
  bottom: 0.6,
  header: 0.3,
  footer: 0.3,
} as const;
const MARGINS = `<pageMargins ${Object.entries(MARGINS_INCHES)
  .map(([side, inches]) => `${side}="${inches}"`)
  .join(' ')}/>`;
const LETTERS = 26;

/** `A`, `B` … `Z`, `AA`; columns are counted from 1. */
export function columnLetters(column: number): string {
  let rest = column;
  let letters = '';
  while (rest > 0) {
    letters = String.fromCharCode(65 + ((rest - 1) % LETTERS)) + letters;
    rest = Math.floor((rest - 1) / LETTERS);
  }
  return letters;
}
const address = (row: number, column: number): string => `${columnLetters(column)}${row}`;

/** What a sheet asks of its workbook. */
export interface SheetPlaces<Style extends string> {
  readonly string: (text: string) => number;
  readonly style: (name: Style) => number;
}

export class Sheet<Style extends string> {
  readonly form: SheetForm;
  /** the block with filter buttons */
  filter: string | null = null;
  readonly #places: SheetPlaces<Style>;
  readonly #letters: readonly string[];
  readonly #xml: XmlWriter;
  readonly #merges: string[] = [];
  readonly #links: string[] = [];
  readonly #breaks: string[] = [];
  #row = 0;

  constructor(form: SheetForm, places: SheetPlaces<Style>, xml: XmlWriter, isFirst: boolean) {
    this.form = form;
    this.#xml = xml;
    this.#places = places;
    this.#letters = form.columnWidths.map((_, index) => columnLetters(index + 1));
    const widths = form.columnWidths.map(
      (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    );
    xml.add(
      `${XML_HEAD}<worksheet xmlns="${SHEET_SPACE}" xmlns:r="${RELATION_SPACE}">`,
      form.print ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : '',
      this.#view(isFirst),
      `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`,
    );
  }

  /** The last written row, counted from 1. */
  get lastRow(): number {
    return this.#row;
  }

  /** The next row; cells from the first column on. `heightPt` null: as the program thinks. */
  addRow(cells: readonly SheetCell<Style>[], heightPt: number | null): number {
    this.#row += 1;
    const height = heightPt === null ? '' : ` ht="${heightPt}" customHeight="1"`;
    let row = `<row r="${this.#row}"${height}>`;
    cells.forEach(({ content, style }, index) => {
      if (content === null && style === null) return;
      row += this.#cell(`${this.#letters[index]!}${this.#row}`, content, style);
    });
    this.#xml.add(`${row}</row>`);
    return this.#row;
  }

  /** Every cell of the block has to be written as well: its border comes from there. */
  merge(top: number, left: number, bottom: number, right: number): void {
    if (top === bottom && left === right) return;
    this.#merges.push(`<mergeCell ref="${address(top, left)}:${address(bottom, right)}"/>`);
  }

  link(row: number, column: number, sheet: string): void {
    const target = xmlText(`'${sheet.replaceAll("'", "''")}'!A1`);
    this.#links.push(`<hyperlink ref="${address(row, column)}" location="${target}" display=""/>`);
  }

  /** What follows the last row begins a new page. */
  breakPage(): void {
    this.#breaks.push(`<brk id="${this.#row}" max="16383" man="1"/>`);
  }

  setFilter(top: number, bottom: number): void {
    this.filter = `A${top}:${address(bottom, this.form.columnWidths.length)}`;
  }

  /** What follows the rows; nothing can be added then. */
  end(): void {
    const { print } = this.form;
    const [merges, breaks] = [this.#merges.length, this.#breaks.length];
    this.#xml.add(
      '</sheetData>',
      this.filter === null ? '' : `<autoFilter ref="${this.filter}"/>`,
      merges === 0 ? '' : `<mergeCells count="${merges}">`,
      ...this.#merges,
      merges === 0 ? '' : '</mergeCells>',
      this.#links.length === 0 ? '' : `<hyperlinks>${this.#links.join('')}</hyperlinks>`,
      print ? this.#printing(print) : '',
      breaks === 0
        ? ''
        : `<rowBreaks count="${breaks}" manualBreakCount="${breaks}">${this.#breaks.join('')}</rowBreaks>`,
      '</worksheet>',
    );
    this.#xml.end();
  }

  #cell(at: string, content: CellContent, style: Style | null): string {
    const look = style === null ? '' : ` s="${this.#places.style(style)}"`;
    if (content === null || content === '') return `<c r="${at}"${look}/>`;
    if (typeof content === 'number') return `<c r="${at}"${look}><v>${content}</v></c>`;
    if (typeof content === 'boolean') return `<c r="${at}"${look} t="b"><v>${content ? 1 : 0}</v></c>`;
    return `<c r="${at}"${look} t="s"><v>${this.#places.string(content)}</v></c>`;
  }

  #view(isFirst: boolean): string {
    const { frozenRows, frozenColumns } = this.form;
    const view = `<sheetView workbookViewId="0"${isFirst ? ' tabSelected="1"' : ''}>`;
    const corner = address(frozenRows + 1, frozenColumns + 1);
    const pane = frozenColumns > 0 ? 'bottomRight' : 'bottomLeft';
    const columns = frozenColumns > 0 ? ` xSplit="${frozenColumns}"` : '';
    return (
      `<sheetViews>${view}<pane${columns} ySplit="${frozenRows}" topLeftCell="${corner}" activePane="${pane}" state="frozen"/>` +
      `<selection pane="${pane}" activeCell="${corner}" sqref="${corner}"/></sheetView></sheetViews>`
    );
  }

  #printing({ paper, footer }: PrintSetup): string {
    return (
      `<printOptions horizontalCentered="1"/>${MARGINS}` +
      `<pageSetup paperSize="${PAPER_CODES[paper]}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>` +
      (footer === '' ? '' : `<headerFooter><oddFooter>${xmlText(footer)}</oddFooter></headerFooter>`)
    );
  }
}
