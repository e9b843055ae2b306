/** Printed outline numbers at the head of a paragraph: 一、（一）1. 1、（1）① and their relatives. Knows no context. */

/** Conventional depth of each style (GB/T 9704 and what offices really type). */
export const RANKS = {
  part: 0,
  chinese: 1,
  bare: 2,
  bracketChinese: 3,
  label: 4,
  dotted: 5,
  number: 6,
  halfBracket: 7,
  bracketNumber: 8,
  circle: 9,
  bullet: 10,
} as const;
export type MarkerStyle = keyof typeof RANKS;

export interface Marker {
  readonly style: MarkerStyle;
  /** running number; of a dotted path the last part */
  readonly number: number;
  /** as printed, without surrounding blanks */
  readonly label: string;
  /** characters up to the text behind it */
  readonly length: number;
  /** `.` or `、`: tells two lists of the same style apart */
  readonly separator: string;
  /** looks like a decimal figure (`2.3公里`, `3.12个`): only the running number can tell */
  readonly doubtful: boolean;
}

const DIGITS = '零一二三四五六七八九';
export const CHINESE_NUMBER = '[一二三四五六七八九十百]{1,5}';

/** 一 … 九百九十九; undefined when it is no number. */
export function chineseNumber(text: string): number | undefined {
  if (/^[〇零一二三四五六七八九]$/u.test(text)) return text === '〇' ? 0 : DIGITS.indexOf(text);
  const match =
    /^(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/u.exec(text);
  if (!match || text === '') return undefined;
  const digit = (part: string | undefined): number => (part ? DIGITS.indexOf(part) : 0);
  return digit(match[1]) * 100 + (match[3] ? (match[2] ? digit(match[2]) : 1) * 10 : 0) + digit(match[4]);
}

/** Full-width letters, digits and brackets to ASCII, one character for one. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E]/gu, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));

/** Numbers that are one character: first code point, how many, style. */
const ENCLOSED: readonly (readonly [number, number, MarkerStyle])[] = [
  [0x2460, 20, 'circle'],
  [0x3251, 15, 'circle'],
  [0x2776, 10, 'circle'],
  [0x2780, 10, 'circle'],
  [0x2474, 20, 'bracketNumber'],
  [0x2488, 20, 'number'],
  [0x3220, 10, 'bracketChinese'],
];

function enclosed(text: string): Marker | undefined {
  const code = text.charCodeAt(0);
  const found = ENCLOSED.find(([first, count]) => code >= first && code < first + count);
  if (!found) return undefined;
  const offset = found[0] === 0x3251 ? 21 : 1;
  const length = 1 + (/^[\s、.]*/u.exec(text.slice(1))?.[0].length ?? 0);
  const label = text.slice(0, length).trim();
  return { style: found[2], number: code - found[0] + offset, label, length, separator: '', doubtful: false };
}

const FORMS: readonly (readonly [MarkerStyle, RegExp])[] = [
  ['part', new RegExp(`^第(${CHINESE_NUMBER}|\\d{1,2})(?:部分|章|节)[\\s、:,.]*`, 'u')],
  ['chinese', new RegExp(`^(${CHINESE_NUMBER})\\s?[、.]\\s*`, 'u')],
  ['bracketChinese', new RegExp(`^\\(\\s?(${CHINESE_NUMBER})\\s?\\)\\s*[、.]?\\s*`, 'u')],
  ['label', new RegExp(`^问题\\s?(${CHINESE_NUMBER}|\\d{1,3})\\s*[:、.]\\s*`, 'u')],
  ['dotted', /^(?:\d{1,2}\.){1,3}(\d{1,2})(?:\s+|[、.]\s*)(?=[^\d\s%])/u],
  ['number', /^(\d{1,3})\s?[.、]\s*/u],
  ['halfBracket', /^(\d{1,3})\)\s*[、.]?\s*/u],
  ['bracketNumber', /^\(\s?(\d{1,3})\s?\)\s*[、.]?\s*/u],
  ['bullet', /^[●•■◆▪◇★○][\s]*()/u],
];

/** The marker at the head of a text, blanks before it included in its length. */
export function readMarker(text: string): Marker | undefined {
  const blanks = /^[\s\u00A0\u3000]*/u.exec(text)?.[0].length ?? 0;
  const rest = halfWidth(text.slice(blanks));
  const single = enclosed(rest);
  if (single) return { ...single, length: single.length + blanks };
  for (const [style, form] of FORMS) {
    const match = form.exec(rest);
    if (!match) continue;
    const printed = match[1] ?? '';
    const number = printed === '' ? 0 : /^\d/u.test(printed) ? Number(printed) : chineseNumber(printed);
    if (number === undefined) continue;
    const separator = /[.、]/u.exec(match[0])?.[0] ?? '';
    const decimal = style === 'number' && separator === '.' && /^\d/u.test(rest.slice(match[0].length));
    return {
      style,
      number,
      separator,
      label: text.slice(blanks, blanks + match[0].length).trim(),
      length: blanks + match[0].length,
      doubtful: decimal || style === 'dotted',
    };
  }
  return undefined;
}
