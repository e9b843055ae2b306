/** Text inside XML. What XML cannot hold at all has been escaped before (cell-text.ts). */
import type { EntrySink } from './zip.ts';

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const SHEET_SPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const RELATION_SPACE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const SPECIAL = /[&<>"']/u;
const EVERY_SPECIAL = /[&<>"']/gu;

export const xmlText = (text: string): string =>
  SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (character) => ENTITIES[character]!) : text;

/** Characters gathered before they go on: a whole sheet as one string would be in memory twice. */
const CHARS_PER_PIECE = 200_000;
const encoder = new TextEncoder();

/** XML on its way into one entry of the package. */
export class XmlWriter {
  readonly #entry: EntrySink;
  #waiting: string[] = [];
  #characters = 0;

  constructor(entry: EntrySink) {
    this.#entry = entry;
  }

  add(...pieces: readonly string[]): void {
    for (const piece of pieces) {
      this.#waiting.push(piece);
      this.#characters += piece.length;
      if (this.#characters >= CHARS_PER_PIECE) this.#pass();
    }
  }

  end(): void {
    this.#pass();
    this.#entry.end();
  }

  #pass(): void {
    if (this.#waiting.length > 0) this.#entry.write(encoder.encode(this.#waiting.join('')));
    this.#waiting = [];
    this.#characters = 0;
  }
}
