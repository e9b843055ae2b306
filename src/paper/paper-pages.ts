/**
 * Where pages end, so that no problem is cut in two that fits on one. An estimate with room to spare: how wide a character of
 * the standard font is, and with it the scale of a sheet one page wide, differs a little between programs.
 */
import { MARGINS_INCHES, type SheetForm } from './package/sheet.ts';

const POINTS_PER_INCH = 72;
const POINTS_PER_PIXEL = 0.75;
/** landscape, in points */
const PAPERS = { A3: { width: 1190.6, height: 841.9 }, A4: { width: 841.9, height: 595.3 } } as const;
/** narrowest case: less is scaled down, so less has room */
const CHARACTER_PX = 7;
const COLUMN_SIDES_PX = 5;

/** Height of a page in points of the unscaled sheet; scaled to one page wide, never up. */
export function pageHeightPt(form: SheetForm): number {
  const paper = PAPERS[form.print?.paper ?? 'A4'];
  const { left, right, top, bottom } = MARGINS_INCHES;
  const width = form.columnWidths.reduce(
    (sum, each) => sum + (each * CHARACTER_PX + COLUMN_SIDES_PX) * POINTS_PER_PIXEL,
    0,
  );
  const scale = Math.min(1, (paper.width - (left + right) * POINTS_PER_INCH) / width);
  return (paper.height - (top + bottom) * POINTS_PER_INCH) / scale;
}

/** Follows how full the page is while blocks are written. */
export class PageFiller {
  readonly #pageHeight: number;
  readonly #header: number;
  #filled: number;

  /** `opening`: title, lines and header of the first page; `header`: what every later page repeats. In points. */
  constructor(pageHeight: number, opening: number, header: number) {
    this.#pageHeight = pageHeight;
    this.#header = header;
    this.#filled = opening;
  }

  /** Whether the block has to begin a new page to stay whole; one that no page holds just follows. */
  takes(height: number): boolean {
    const left = this.#pageHeight - this.#filled;
    const room = this.#pageHeight - this.#header;
    if (height <= left) {
      this.#filled += height;
      return false;
    }
    if (height <= room) {
      this.#filled = this.#header + height;
      return true;
    }
    // nobody knows where it ends: what follows begins anew
    this.#filled = this.#pageHeight;
    return false;
  }
}
