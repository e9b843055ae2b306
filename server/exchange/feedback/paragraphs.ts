/** Physical lines to paragraphs: heals line breaks inside a sentence and never joins two numbered items. */
import type { Paragraph, SourceLine } from './content.ts';
import { halfWidth, readMarker } from './markers.ts';
import { isDateLine, isTeamLine } from './meta.ts';

const SENTENCE_ENDS =
  /[。！？；：!?;:…][”’"'」』）)\]】]*$|[。！？；!?;][（([【][^（）()[\]【】]{1,30}[)）\]】][。；]?$/u;
const RUNS_ON = /[，、,—“‘（(《〈\-－]$/u;
const GOES_ON = /^[，。；、！？）》”’,;!?)]/u;

export const endsSentence = (text: string): boolean => SENTENCE_ENDS.test(text.trim());

/** Columns a line fills: a Chinese character counts two. */
const columns = (text: string): number => {
  let width = 0;
  for (const character of text) width += character.charCodeAt(0) > 0x2e7f ? 2 : 1;
  return width;
};

/** The column at which an editor wrapped the whole file, or null when lines end where sentences do. */
function wrapColumn(lines: readonly SourceLine[]): number | null {
  const open = lines
    .filter((line) => line.text.trim() !== '' && !endsSentence(line.text))
    .map((line) => columns(line.text));
  const widest = Math.max(0, ...lines.map((line) => columns(line.text)));
  if (open.length < 4 || widest < 30 || widest > 140) return null;
  const full = open.filter((width) => width >= widest - 4).length;
  return full >= 4 && full >= open.length * 0.4 ? widest : null;
}

/** A number that opens an item; a decimal figure (`2.3公里`) behind an unfinished sentence opens none. */
function opensItem(line: string): boolean {
  const marker = readMarker(line);
  return marker !== undefined && !marker.doubtful;
}

function goesOn(
  before: string,
  lastLine: string,
  line: SourceLine,
  blankBetween: boolean,
  wrap: number | null,
): boolean {
  const text = line.text.trim();
  if (before === '' || isDateLine(text) || isTeamLine(text)) return false;
  if (GOES_ON.test(text)) return true;
  if (opensItem(text) || endsSentence(before)) return false;
  if (RUNS_ON.test(before)) return true;
  if (blankBetween) return false;
  if (line.after === 'line' && !line.hardWrapped) {
    // a break inside one docx paragraph: a title or a sentence goes on, an item's heading and its body do not
    return !(opensItem(before) && !/[。；]/u.test(before) && /[。；]/u.test(text));
  }
  if (!line.hardWrapped) return false;
  if (/^[\u3000\t]|^ {2,}/u.test(line.text)) return false;
  if (wrap !== null && columns(lastLine) >= wrap - 4) return true;
  return /[。；]/u.test(before) || (/^\d+\.\d/u.test(halfWidth(text)) && before.length > 20);
}

/** Number the paragraphs from 1; blank lines only separate. */
export function joinLines(lines: readonly SourceLine[]): Paragraph[] {
  const wrap = lines.some((line) => line.hardWrapped) ? wrapColumn(lines) : null;
  const paragraphs: { text: string; level: number }[] = [];
  let blankBetween = false;
  let lastLine = '';
  for (const line of lines) {
    const text = line.text.replace(/^[\s\u00A0\u3000]+|[\s\u00A0\u3000]+$/gu, '');
    if (text === '') {
      blankBetween = true;
      continue;
    }
    const open = paragraphs.at(-1);
    if (open && goesOn(open.text, lastLine, line, blankBetween, wrap)) {
      // two Latin words need their blank back, Chinese text does not
      open.text += (/[A-Za-z]$/u.test(open.text) && /^[A-Za-z]/u.test(text) ? ' ' : '') + text;
    } else {
      paragraphs.push({ text, level: line.level });
    }
    blankBetween = false;
    lastLine = line.text;
  }
  return paragraphs.map((paragraph, index) => ({ n: index + 1, ...paragraph }));
}
