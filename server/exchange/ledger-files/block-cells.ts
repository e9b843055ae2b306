/** The cells of one problem's rows by the ledger's columns; keeps track of which merge says what. */
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';
import type { Header } from './header.ts';
import { cellName, type Sheet, type SheetCell } from './sheet.ts';
import type { LedgerWarnings, Place } from './warnings.ts';

export class BlockCells {
  readonly sheet: Sheet;
  readonly rows: readonly number[];
  /** number of the problem in the file, for the doubts */
  readonly at: string;
  readonly #header: Header;
  readonly #warnings: LedgerWarnings;

  constructor(sheet: Sheet, header: Header, rows: readonly number[], at: string, warnings: LedgerWarnings) {
    this.sheet = sheet;
    this.rows = rows;
    this.at = at;
    this.#header = header;
    this.#warnings = warnings;
  }

  has(name: LedgerColumn): boolean {
    return this.#header.columns.has(name);
  }
  place(row: number, name: LedgerColumn): Place {
    const column = this.#header.columns.get(name);
    if (column === undefined) return { at: this.at, sheet: this.sheet.name };
    const area = this.sheet.mergeAt(row, column);
    const cell = area ? cellName(area.top, area.left) : cellName(row, column);
    return { at: this.at, sheet: this.sheet.name, cell };
  }
  /** What is written in this row itself. */
  own(row: number, name: LedgerColumn): SheetCell {
    return this.#read(row, name, false);
  }
  /** What a person sees beside this row: of a merge, its one value. */
  seen(row: number, name: LedgerColumn): SheetCell {
    return this.#read(row, name, true);
  }
  /** First value of the problem, wherever in its rows it stands. */
  first(name: LedgerColumn): string {
    for (const row of this.rows) {
      const text = this.seen(row, name).text.trim();
      if (text !== '') return text;
    }
    return '';
  }
  /** All values of the problem's rows, those of a merge once. */
  all(name: LedgerColumn): readonly string[] {
    return this.rows.flatMap((row, index) => {
      const text = (index === 0 ? this.seen(row, name) : this.own(row, name)).text.trim();
      return text === '' ? [] : [text];
    });
  }
  /** Is the place hidden by a merge that begins in an earlier row? */
  isCovered(row: number, name: LedgerColumn): boolean {
    const column = this.#header.columns.get(name);
    const area = column === undefined ? undefined : this.sheet.mergeAt(row, column);
    return area !== undefined && area.top < row;
  }
  warn(...[code, place, raw]: Parameters<LedgerWarnings['add']>): void {
    this.#warnings.add(code, place, raw);
  }

  #read(row: number, name: LedgerColumn, seen: boolean): SheetCell {
    const column = this.#header.columns.get(name);
    if (column === undefined) return { text: '' };
    const cell = seen ? this.sheet.seen(row, column) : this.sheet.own(row, column);
    if (cell.broken) this.#warnings.add('formula_broken', this.place(row, name));
    return cell;
  }
}
