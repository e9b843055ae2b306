/** Automatic numbers of Word (numbering.xml, styles.xml) as the text a reader sees: 一、 （一） 1. ①. */
import { attribute, scanXml } from './xml.ts';

interface Level {
  readonly format: string;
  /** e.g. `（%2）` */
  readonly text: string;
  readonly start: number;
}
export interface Numbering {
  /** numId → level → form */
  readonly levels: ReadonlyMap<string, readonly (Level | undefined)[]>;
  /** numId → abstractNumId: lists that count on together */
  readonly shared: ReadonlyMap<string, string>;
  /** paragraph style → what it brings */
  readonly styles: ReadonlyMap<string, StyleForm>;
}
export interface StyleForm {
  readonly numId?: string;
  readonly ilvl?: number;
  readonly outline?: number;
  readonly basedOn?: string;
}

const LEVELS_MAX = 9;
const CHINESE = '〇一二三四五六七八九';

export function chinese(number: number): string {
  if (number < 10) return CHINESE[number]!;
  if (number < 100)
    return `${number < 20 ? '' : CHINESE[Math.floor(number / 10)]}十${number % 10 === 0 ? '' : CHINESE[number % 10]}`;
  return String(number);
}

function inFormat(format: string, number: number): string {
  if (
    /^(?:chinese|ideograph|taiwanese|japanese)/u.test(format) &&
    !/Enclosed|Zodiac|Traditional/u.test(format)
  )
    return chinese(number);
  if (/EnclosedCircle/u.test(format) && number <= 20) return String.fromCharCode(0x245f + number);
  if (format === 'decimalFullWidth')
    return [...String(number)].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
  if (format === 'lowerLetter') return String.fromCharCode(96 + Math.min(number, 26));
  if (format === 'upperLetter') return String.fromCharCode(64 + Math.min(number, 26));
  return String(number);
}

export function readNumbering(numberingXml: string | undefined, stylesXml: string | undefined): Numbering {
  const abstracts = new Map<string, (Level | undefined)[]>();
  const shared = new Map<string, string>();
  let abstract: (Level | undefined)[] | undefined;
  let list: string | undefined;
  let at = -1;
  for (const event of numberingXml ? scanXml(numberingXml) : []) {
    if (event.kind !== 'open') continue;
    const value = attribute(event.attributes, 'val') ?? '';
    if (event.name === 'abstractNum')
      abstracts.set(attribute(event.attributes, 'abstractNumId') ?? '', (abstract = []));
    else if (event.name === 'num') list = attribute(event.attributes, 'numId');
    else if (event.name === 'abstractNumId' && list !== undefined) shared.set(list, value);
    else if (event.name === 'lvl') {
      at = Number(attribute(event.attributes, 'ilvl') ?? -1);
      if (list === undefined && abstract && at >= 0 && at < LEVELS_MAX)
        abstract[at] = { format: 'decimal', text: '', start: 1 };
    } else if (list === undefined) {
      const level = abstract?.[at];
      if (!abstract || !level) continue;
      if (event.name === 'start') abstract[at] = { ...level, start: Number(value) || 1 };
      if (event.name === 'numFmt') abstract[at] = { ...level, format: value };
      if (event.name === 'lvlText') abstract[at] = { ...level, text: value.slice(0, 30) };
    }
  }
  const levels = new Map([...shared].map(([id, of]) => [id, abstracts.get(of) ?? []]));
  return { levels, shared, styles: readStyles(stylesXml) };
}

function readStyles(stylesXml: string | undefined): Map<string, StyleForm> {
  const styles = new Map<string, StyleForm>();
  let id: string | undefined;
  for (const event of stylesXml ? scanXml(stylesXml) : []) {
    if (event.kind === 'close' && event.name === 'style') id = undefined;
    if (event.kind !== 'open') continue;
    if (event.name === 'style') {
      id = attribute(event.attributes, 'styleId');
      if (id !== undefined) styles.set(id, {});
    }
    if (id === undefined) continue;
    const value = attribute(event.attributes, 'val') ?? '';
    const form = styles.get(id)!;
    if (event.name === 'numId') styles.set(id, { ...form, numId: value });
    if (event.name === 'ilvl') styles.set(id, { ...form, ilvl: Number(value) || 0 });
    if (event.name === 'outlineLvl') styles.set(id, { ...form, outline: (Number(value) || 0) + 1 });
    if (event.name === 'basedOn') styles.set(id, { ...form, basedOn: value });
  }
  return styles;
}

/** What a style and those it is based on say; a chain longer than this is a loop. */
export function styleForm(numbering: Numbering, style: string | undefined): StyleForm {
  let form: StyleForm = {};
  for (let next = style, steps = 0; next !== undefined && steps < 12; steps += 1) {
    const own: StyleForm = numbering.styles.get(next) ?? {};
    form = { ...own, ...form };
    next = own.basedOn;
  }
  return form;
}

/** Counts automatic numbers down one document; keep no instance for a second one. */
export class Counter {
  readonly #numbering: Numbering;
  readonly #counts = new Map<string, number[]>();

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /** The label a reader sees before the paragraph; '' for bullets and unnumbered paragraphs. */
  next(numId: string | undefined, ilvl: number): string {
    const levels = numId === undefined || numId === '0' ? undefined : this.#numbering.levels.get(numId);
    const level = levels?.[ilvl];
    if (!levels || !level || level.format === 'none') return '';
    const list = this.#numbering.shared.get(numId!) ?? numId!;
    const counts = this.#counts.get(list) ?? [];
    this.#counts.set(list, counts);
    counts.length = Math.min(counts.length, ilvl + 1);
    for (let above = 0; above < ilvl; above += 1) counts[above] ??= levels[above]?.start ?? 1;
    counts[ilvl] = counts[ilvl] === undefined ? level.start : counts[ilvl] + 1;
    if (level.format === 'bullet') return '';
    return level.text.replace(/%(\d)/gu, (_, digit: string) =>
      inFormat(levels[Number(digit) - 1]?.format ?? 'decimal', counts[Number(digit) - 1] ?? 1),
    );
  }
}
