/**
 * A small scanner for the XML inside office files: tags and text, in order. Knows no document types and no
 * entities but the five of XML, so entity tricks have nothing to work with; a DOCTYPE ends the reading.
 */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly closed: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Not well-formed, or holds what no office file holds. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

const DEPTH_MAX = 300;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** `&amp;`, `&#20013;`; anything else is refused. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{1,10});|&/gu, (_, name: string | undefined) => {
    const named = name === undefined ? undefined : NAMED[name];
    if (named !== undefined) return named;
    const code = /^#x[0-9a-f]+$/iu.test(name ?? '')
      ? Number.parseInt(name!.slice(2), 16)
      : /^#\d+$/u.test(name ?? '')
        ? Number(name!.slice(1))
        : Number.NaN;
    if (!(code > 0 && code <= 0x10ffff)) throw new XmlRefused(`entity ${name ?? ''}`);
    return String.fromCodePoint(code);
  });
}

/** Value of an attribute by its local name (`w:val` → `val`). */
export function attribute(attributes: string, local: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s:])${local}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'u').exec(attributes);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : decodeEntities(value);
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** End of a tag that begins at `from`, quotes respected. */
function tagEnd(xml: string, from: number): number {
  for (let at = from; at < xml.length; at += 1) {
    const character = xml[at];
    if (character === '>') return at;
    if (character === '"' || character === "'") {
      at = xml.indexOf(character, at + 1);
      if (at < 0) break;
    }
  }
  throw new XmlRefused('tag without end');
}

const skipTo = (xml: string, mark: string, from: number): number => {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new XmlRefused(`no ${mark}`);
  return at + mark.length;
};

/** All events of a document; throws `XmlRefused` where it is not well-formed. */
export function* scanXml(xml: string): Generator<XmlEvent, void> {
  const open: string[] = [];
  let at = 0;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const textEnd = next < 0 ? xml.length : next;
    if (textEnd > at && open.length > 0) yield { kind: 'text', text: decodeEntities(xml.slice(at, textEnd)) };
    if (next < 0) break;
    if (xml.startsWith('<!--', next)) at = skipTo(xml, '-->', next);
    else if (xml.startsWith('<?', next)) at = skipTo(xml, '?>', next);
    else if (xml.startsWith('<![CDATA[', next)) {
      at = skipTo(xml, ']]>', next);
      yield { kind: 'text', text: xml.slice(next + 9, at - 3) };
    } else if (xml.startsWith('<!', next)) throw new XmlRefused('document type');
    else {
      const end = tagEnd(xml, next + 1);
      const tag = xml.slice(next + 1, end);
      at = end + 1;
      if (tag.startsWith('/')) {
        const name = localName(tag.slice(1).trim());
        if (open.pop() !== name) throw new XmlRefused(`</${name}>`);
        yield { kind: 'close', name };
        continue;
      }
      const closed = tag.endsWith('/');
      const space = tag.search(/[\s/]/u);
      const name = localName(space < 0 ? tag : tag.slice(0, space));
      if (name === '') throw new XmlRefused('tag without name');
      if (!closed) open.push(name);
      if (open.length > DEPTH_MAX) throw new XmlRefused('too deep');
      yield {
        kind: 'open',
        name,
        attributes: space < 0 ? '' : tag.slice(space, closed ? -1 : undefined),
        closed,
      };
    }
  }
  if (open.length > 0) throw new XmlRefused('unfinished');
}
