/** The shared strings of a workbook: rich text joined, phonetic guides left out, Office's escapes undone. */
import { beyond } from './bound.ts';
import { CELL_CHARS_MAX, STRINGS_MAX, TEXT_CHARS_MAX } from './limits.ts';
import { readPart } from './part-reader.ts';

/** `_x000D_` is one character; line breaks become `\n`. */
export const unescapeCellText = (text: string): string => {
  const plain = text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
  return plain.includes('\r') ? plain.replace(/\r\n?/gu, '\n') : plain;
};

/** Collects the text of one `si` or `is`: only `t`, not inside `rPh`. */
export class RichText {
  #text = '';
  #inText = false;
  #phonetic = 0;

  open(name: string, closed: boolean): void {
    if (closed) return;
    if (name === 'rPh') this.#phonetic += 1;
    else if (name === 't') this.#inText = this.#phonetic === 0;
  }
  close(name: string): void {
    if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 't') this.#inText = false;
  }
  add(text: string): void {
    if (!this.#inText) return;
    this.#text += text;
    if (this.#text.length > CELL_CHARS_MAX * 2) beyond('characters', CELL_CHARS_MAX);
  }
  /** The text so far; begins anew. */
  take(): string {
    const text = unescapeCellText(this.#text);
    this.#text = '';
    this.#inText = false;
    this.#phonetic = 0;
    return text;
  }
}

export function readSharedStrings(bytes: Uint8Array | undefined): readonly string[] {
  if (!bytes) return [];
  const strings: string[] = [];
  const rich = new RichText();
  let characters = 0;
  readPart(bytes, {
    open: (name, _, closed) => {
      if (name === 'si') rich.take();
      if (name === 'si' && closed) strings.push('');
      else rich.open(name, closed);
    },
    close: (name) => {
      rich.close(name);
      if (name !== 'si') return;
      const text = rich.take();
      characters += text.length;
      if (characters > TEXT_CHARS_MAX) beyond('characters', TEXT_CHARS_MAX);
      if (strings.push(text) > STRINGS_MAX) beyond('strings', STRINGS_MAX);
    },
    text: (text) => rich.add(text),
  });
  return strings;
}
