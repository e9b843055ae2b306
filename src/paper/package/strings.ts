/** The shared strings of a workbook: each text once. Inline strings would be shorter to write, but programs rewrite them worst. */
import { escapeCellText } from '#paper/cell-text.ts';
import { SHEET_SPACE, XML_HEAD, xmlText, type XmlWriter } from './xml.ts';

/** Excel refuses longer cells. */
export const CELL_CHARS_MAX = 32_767;

export class SharedStrings {
  readonly #places = new Map<string, number>();
  #uses = 0;

  /** The place of a text. Throws beyond Excel's limit: no field of the table comes near it. */
  place(text: string): number {
    this.#uses += 1;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    if (text.length > CELL_CHARS_MAX)
      throw new RangeError(`A cell holds at most ${CELL_CHARS_MAX} characters.`);
    const place = this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  write(xml: XmlWriter): void {
    xml.add(
      `${XML_HEAD}<sst xmlns="${SHEET_SPACE}" count="${this.#uses}" uniqueCount="${this.#places.size}">`,
    );
    for (const text of this.#places.keys())
      xml.add(`<si><t xml:space="preserve">${xmlText(escapeCellText(text))}</t></si>`);
    xml.add('</sst>');
    xml.end();
  }
}
