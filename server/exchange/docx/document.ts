/** word/document.xml to lines of text: what a reader sees on the page, headers, footers, deletions and notes left out. */
import { PARAGRAPHS_MAX, type SourceLine, type SourceText } from '#server/exchange/feedback/content.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { readEntries } from './archive.ts';
import { Counter, readNumbering, styleForm, type Numbering } from './numbering.ts';
import { attribute, scanXml, XmlRefused } from './xml.ts';

const DOCUMENT = 'word/document.xml';
/** Read no further inside these: deleted text, field codes, phonetic guides, fallbacks drawn twice, formatting history. */
const CLOSED_PARTS = new Set([
  'del',
  'moveFrom',
  'instrText',
  'rt',
  'Fallback',
  'pPrChange',
  'rPrChange',
  'delText',
  'txbxContent',
  'oMath',
]);
const PART_NAMES: Readonly<Record<string, string>> = {
  txbxContent: '文本框',
  oMath: '公式',
  del: '修订中删除的文字',
  moveFrom: '修订中删除的文字',
};

interface Open {
  text: string;
  style: string | undefined;
  numId: string | undefined;
  ilvl: number | undefined;
  outline: number | undefined;
}

/** Builds the lines of one document; keep no instance for a second one. */
class Reader {
  readonly lines: SourceLine[] = [];
  readonly leftOut = new Set<string>();
  readonly #numbering: Numbering;
  readonly #counter: Counter;
  #paragraph: Open | null = null;
  #inText = false;
  #closed: string[] = [];
  #run: { hidden: boolean } | null = null;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
    this.#counter = new Counter(numbering);
  }

  open(name: string, attributes: string, closed: boolean): void {
    if (this.#closed.length > 0 || CLOSED_PARTS.has(name)) {
      if (!closed) this.#closed.push(name);
      return;
    }
    if (name === 'p') {
      this.#end();
      this.#paragraph = { text: '', style: undefined, numId: undefined, ilvl: undefined, outline: undefined };
      if (closed) this.#end();
      return;
    }
    const open = this.#paragraph;
    if (!open) return;
    const value = attribute(attributes, 'val');
    if (name === 'pStyle') open.style = value;
    else if (name === 'numId') open.numId = value;
    else if (name === 'ilvl') open.ilvl = Number(value) || 0;
    else if (name === 'outlineLvl') open.outline = (Number(value) || 0) + 1;
    else if (name === 'r') this.#run = closed ? null : { hidden: false };
    else if (this.#run) this.#inRun(open, this.#run, name, value, closed);
  }

  #inRun(
    open: Open,
    run: { hidden: boolean },
    name: string,
    value: string | undefined,
    closed: boolean,
  ): void {
    if (name === 't') this.#inText = !closed;
    else if (name === 'vanish') run.hidden = value !== '0' && value !== 'false';
    else if (run.hidden) return;
    else if (name === 'tab') open.text += '\t';
    else if (name === 'br' || name === 'cr') open.text += '\n';
    else if (name === 'noBreakHyphen') open.text += '-';
    else if (name === 'drawing' || name === 'pict' || name === 'object') this.leftOut.add('图片或嵌入对象');
  }

  close(name: string): void {
    if (this.#closed.length > 0) {
      this.#closed.pop();
      return;
    }
    if (name === 't') this.#inText = false;
    if (name === 'r') this.#run = null;
    if (name === 'p') this.#end();
  }

  text(text: string): void {
    const part = this.#closed.find((name) => PART_NAMES[name] !== undefined);
    if (part && text.trim() !== '') this.leftOut.add(PART_NAMES[part]!);
    if (this.#inText && this.#closed.length === 0 && this.#paragraph && !this.#run?.hidden)
      this.#paragraph.text += text;
  }

  #end(): void {
    const open = this.#paragraph;
    this.#paragraph = null;
    this.#run = null;
    this.#inText = false;
    if (!open) return;
    const form = styleForm(this.#numbering, open.style);
    const label =
      open.text.trim() === ''
        ? ''
        : this.#counter.next(open.numId ?? form.numId, open.ilvl ?? form.ilvl ?? 0);
    const outline = open.outline ?? form.outline ?? 0;
    // Word's tenth level is body text
    const level = outline > 9 ? 0 : outline;
    (label + open.text).split('\n').forEach((text, index) => {
      this.lines.push({ text, level, after: index === 0 ? 'paragraph' : 'line', hardWrapped: false });
    });
  }
}

function readDocument(xml: string, numbering: Numbering): Outcome<SourceText> {
  const reader = new Reader(numbering);
  for (const event of scanXml(xml)) {
    if (event.kind === 'open') reader.open(event.name, event.attributes, event.closed);
    else if (event.kind === 'close') reader.close(event.name);
    else reader.text(event.text);
    if (reader.lines.length > PARAGRAPHS_MAX) return refuse('TOO_MANY', { max: PARAGRAPHS_MAX });
  }
  return accept({ lines: reader.lines, leftOut: [...reader.leftOut] });
}

/** Refusals: NOT_A_DOCX, UNREADABLE_FILE, ZIP_BOMB, ENCRYPTED_FILE, TOO_MANY. */
export async function readDocx(bytes: Uint8Array): Promise<Outcome<SourceText>> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return refuse('NOT_A_DOCX');
  const entries = await readEntries(bytes, [DOCUMENT, 'word/numbering.xml', 'word/styles.xml']);
  if (!entries.ok) return entries;
  const part = (name: string): string | undefined =>
    entries.value
      .get(name)
      ?.toString('utf8')
      .replace(/^\uFEFF/u, '');
  const document = part(DOCUMENT);
  if (document === undefined) return refuse('NOT_A_DOCX');
  try {
    return readDocument(document, readNumbering(part('word/numbering.xml'), part('word/styles.xml')));
  } catch (error) {
    if (error instanceof XmlRefused) return refuse('UNREADABLE_FILE');
    throw error;
  }
}
