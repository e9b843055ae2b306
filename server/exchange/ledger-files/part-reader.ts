/**
 * Reads the XML of one part of a workbook piece by piece, so that a large part is never held as one text. Knows no
 * document types and no entities but the five of XML (docx/xml.ts has the same rules for whole texts).
 */
import { decodeEntities, XmlRefused } from '#server/exchange/docx/xml.ts';
import { XML_PIECE_CHARS_MAX } from './limits.ts';

export interface PartHandler {
  /** `attributes` undecoded; `closed` for an element without content */
  open(name: string, attributes: string, closed: boolean): void;
  close(name: string): void;
  /** whole text of a stretch, decoded */
  text?(text: string): void;
}

const CHUNK_BYTES = 1 << 16;
const DEPTH_MAX = 100;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Value of an attribute by its exact name in the file, e.g. `r` or `t`; decoded. */
export function attributeOf(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(name);
  while (at >= 0) {
    const before = attributes.charCodeAt(at - 1);
    let end = at + name.length;
    while (attributes[end] === ' ') end += 1;
    if ((at === 0 || before <= 32) && attributes[end] === '=') {
      end += 1;
      while (attributes.charCodeAt(end) <= 32) end += 1;
      const quote = attributes[end];
      if (quote !== '"' && quote !== "'") return undefined;
      const stop = attributes.indexOf(quote, end + 1);
      return stop < 0 ? undefined : decodeEntities(attributes.slice(end + 1, stop));
    }
    at = attributes.indexOf(name, at + 1);
  }
  return undefined;
}

/** `>` that ends the tag begun at `from`, quotes respected; -1 when it is not there yet. */
function tagEnd(xml: string, from: number): number {
  let end = xml.indexOf('>', from);
  while (end >= 0) {
    let quotes = 0;
    let quote = '';
    for (let at = from; at < end; at += 1) {
      const character = xml[at]!;
      if (quote === '' ? character === '"' || character === "'" : character === quote) {
        quote = quote === '' ? character : '';
        quotes += 1;
      }
    }
    if (quotes % 2 === 0) return end;
    end = xml.indexOf('>', end + 1);
  }
  return -1;
}

/** Feeds the handler; what is left over at the end of a piece waits for the next. */
class PartScanner {
  readonly #handler: PartHandler;
  readonly #open: string[] = [];
  #rest = '';

  constructor(handler: PartHandler) {
    this.#handler = handler;
  }

  feed(piece: string): void {
    const xml = this.#rest === '' ? piece : this.#rest + piece;
    let at = 0;
    while (at < xml.length) {
      const next = xml.indexOf('<', at);
      if (next < 0) break;
      if (next > at && this.#open.length > 0) this.#handler.text?.(decodeEntities(xml.slice(at, next)));
      at = next;
      const after = this.#markup(xml, next);
      if (after < 0) break;
      at = after;
    }
    this.#rest = xml.slice(at);
    if (this.#rest.length > XML_PIECE_CHARS_MAX) throw new XmlRefused('piece too long');
  }

  end(): void {
    if (this.#open.length > 0 || this.#rest.trim() !== '') throw new XmlRefused('unfinished');
  }

  /** Handles what begins at `<`; the place after it, or -1 when its end has not come yet. */
  #markup(xml: string, at: number): number {
    if (xml.startsWith('<!--', at)) return this.#until(xml, '-->', at);
    if (xml.startsWith('<?', at)) return this.#until(xml, '?>', at);
    if (xml.startsWith('<![CDATA[', at)) {
      const end = this.#until(xml, ']]>', at);
      if (end >= 0) this.#handler.text?.(xml.slice(at + 9, end - 3));
      return end;
    }
    if (xml[at + 1] === '!') {
      // a piece may end inside `<!--` or `<![CDATA[`
      if (xml.length - at < 9 && ('<!--'.startsWith(xml.slice(at)) || '<![CDATA['.startsWith(xml.slice(at))))
        return -1;
      throw new XmlRefused('document type');
    }
    const end = tagEnd(xml, at + 1);
    if (end < 0) return -1;
    this.#tag(xml.slice(at + 1, end));
    return end + 1;
  }

  #until(xml: string, mark: string, at: number): number {
    const end = xml.indexOf(mark, at + 2);
    return end < 0 ? -1 : end + mark.length;
  }

  #tag(tag: string): void {
    if (tag.startsWith('/')) {
      const name = localName(tag.slice(1).trimEnd());
      if (this.#open.pop() !== name) throw new XmlRefused(`</${name}>`);
      this.#handler.close(name);
      return;
    }
    const closed = tag.endsWith('/');
    const space = tag.search(/[\s/]/u);
    const name = localName(space < 0 ? tag : tag.slice(0, space));
    if (name === '') throw new XmlRefused('tag without name');
    if (!closed) this.#open.push(name);
    if (this.#open.length > DEPTH_MAX) throw new XmlRefused('too deep');
    this.#handler.open(name, space < 0 ? '' : tag.slice(space, closed ? -1 : undefined), closed);
  }
}

/** Throws `XmlRefused` where the part is not well-formed, or what the handler throws. */
export function readPart(bytes: Uint8Array, handler: PartHandler): void {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw new XmlRefused('encoding');
  const scanner = new PartScanner(handler);
  const decoder = new TextDecoder('utf-8');
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    scanner.feed(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES), { stream: true }));
  scanner.feed(decoder.decode());
  scanner.end();
}
