/** The shared strings of a workbook: each text once. Inline strings would be shorter to write, but programs rewrite them worst. */
import { escapeCellText } from '#server/exchange/xlsx/cell-text.ts';
import { SHEET_SPACE, XML_HEAD, xmlBytes, xmlText } from './xml.ts';

/** Excel refuses longer cells. */
export const CELL_CHARS_MAX = 32_767;

export class SharedStrings {
  readonly #places = new Map<string, number>();
  readonly #items: string[] = [];
  #uses = 0;

  /** The place of a text. Throws beyond Excel's limit: no field of the table comes near it. */
  place(text: string): number {
    this.#uses += 1;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const escaped = escapeCellText(text);
    if (escaped.length > CELL_CHARS_MAX)
      throw new RangeError(`A cell holds at most ${CELL_CHARS_MAX} characters.`);
    const place = this.#items.length;
    this.#places.set(text, place);
    this.#items.push(`<si><t xml:space="preserve">${xmlText(escaped)}</t></si>`);
    return place;
  }

  xml(): Uint8Array {
    return xmlBytes(
      `${XML_HEAD}<sst xmlns="${SHEET_SPACE}" count="${this.#uses}" uniqueCount="${this.#items.length}">`,
      this.#items,
      '</sst>',
    );
  }
}
