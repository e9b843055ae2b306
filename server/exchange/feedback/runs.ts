/** Runs inside one text: 一是…二是…, 第一，…第二，…, ①…②… become problems of their own; 有的…；有的… is only offered. */
import { chineseNumber, halfWidth, readMarker } from './markers.ts';

export interface RunPiece {
  readonly number: number;
  /** offsets of the piece without its 一是 */
  readonly from: number;
  readonly to: number;
}
export interface Run {
  /** where the run begins: everything before it is lead */
  readonly from: number;
  readonly pieces: readonly RunPiece[];
  readonly form: 'is' | 'ordinal' | 'numbered';
}

/** Pieces shorter than this are phrases of one sentence, no problems. */
const PIECE_CHARS_MIN = 9;
const PIECES_MAX = 40;

interface Mark {
  readonly at: number;
  readonly end: number;
  readonly number: number;
  readonly form: Run['form'];
  readonly style: string;
}

/** Blanks out quoted wording, so that a run quoted from a document is left alone. Same length. */
const withoutQuotes = (text: string): string =>
  text.replace(/“[^“”]*”|‘[^‘’]*’|《[^《》]*》|「[^「」]*」/gu, (quoted) => '\u0000'.repeat(quoted.length));

const IS = /([一二三四五六七八九十]{1,3})(是|则)/gu;
const ORDINAL = /(?:第|其)([一二三四五六七八九十]{1,3})(?:[，,、：:]|是)/gu;
const INLINE =
  /[\u2460-\u2473\u2474-\u2487]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|\d{1,2}[.．、](?!\d)/gu;

function marksOf(text: string, breaks: ReadonlySet<number>): Mark[] {
  const plain = halfWidth(withoutQuotes(text));
  const opens = (at: number): boolean =>
    at === 0 || breaks.has(at) || /[。；;：:!?！？\n，,]\s*$/u.test(plain.slice(Math.max(0, at - 4), at));
  const opensStrictly = (at: number): boolean =>
    at === 0 || breaks.has(at) || /[。；;：:!?！？\n)]\s*$/u.test(plain.slice(Math.max(0, at - 4), at));
  const marks: Mark[] = [];
  for (const match of plain.matchAll(IS)) {
    const number = chineseNumber(match[1]!);
    const after = match.index + match[0].length;
    if (number !== undefined && opens(match.index)) {
      const comma = /^[，,、：:]\s*/u.exec(text.slice(after))?.[0].length ?? 0;
      marks.push({ at: match.index, end: after + comma, number, form: 'is', style: 'is' });
    }
  }
  for (const match of plain.matchAll(ORDINAL)) {
    const number = chineseNumber(match[1]!);
    if (number !== undefined && opensStrictly(match.index)) {
      marks.push({
        at: match.index,
        end: match.index + match[0].length,
        number,
        form: 'ordinal',
        style: match[0][0]!,
      });
    }
  }
  for (const match of plain.matchAll(INLINE)) {
    if (!opensStrictly(match.index)) continue;
    const marker = readMarker(text.slice(match.index));
    if (marker && !marker.doubtful) {
      marks.push({
        at: match.index,
        end: match.index + marker.length,
        number: marker.number,
        form: 'numbered',
        style: marker.style,
      });
    }
  }
  return marks.sort((a, b) => a.at - b.at);
}

/**
 * The outermost run of a text, or null. `breaks`: offsets at which a paragraph begins.
 * A run counts 1, 2, 3 … in one style; marks of another style inside a piece stay in that piece.
 */
export function findRun(text: string, breaks: ReadonlySet<number> = new Set()): Run | null {
  const marks = marksOf(text, breaks);
  const first = marks.find(
    (mark, index) =>
      mark.number === 1 &&
      marks.slice(index + 1).some((next) => next.style === mark.style && next.number === 2),
  );
  if (!first) return null;
  const run: Mark[] = [first];
  for (const mark of marks) {
    if (mark.at <= first.at || mark.style !== first.style || run.length >= PIECES_MAX) continue;
    if (mark.number === run.length + 1) run.push(mark);
  }
  const pieces = run.map((mark, index) => ({
    number: mark.number,
    from: mark.end,
    to: run[index + 1]?.at ?? text.length,
  }));
  if (
    pieces.some(
      (piece) => text.slice(piece.from, piece.to).replace(/[\s。；，;,]/gu, '').length < PIECE_CHARS_MIN,
    )
  )
    return null;
  return { from: first.at, pieces, form: first.form };
}

/** A paragraph that opens with 一是, 第二， or 其三： belongs to the item above it. */
export const opensRunPiece = (text: string): boolean =>
  /^[一二三四五六七八九十]{1,3}是|^[第其][一二三四五六七八九十]{1,3}[，,、：:]/u.test(text.trim());

/**
 * What 拆开 would make of 有的…；有的…: consecutive stretches that together are the text.
 * A title alone, or a beginning that leads into the first 有的, stays with it.
 */
export function offeredPieces(text: string): readonly string[] {
  const plain = withoutQuotes(text);
  const cuts = [...plain.matchAll(/有的/gu)]
    .map((match) => match.index)
    .filter((at) => at === 0 || /[。；;，,：:\s]$/u.test(plain.slice(0, at)));
  if (cuts.length < 2) return [];
  const separated = cuts.filter((at, index) => index === 0 || /[；;。]\s*$/u.test(plain.slice(0, at)));
  const used = separated.length >= 2 ? separated : cuts;
  const lead = text.slice(0, used[0]);
  const ownLead = /[；;。]\s*$/u.test(lead) && lead.indexOf('。') < lead.trimEnd().length - 1;
  const starts = ownLead ? [0, ...used] : [0, ...used.slice(1)];
  const pieces = starts.map((at, index) => text.slice(at, starts[index + 1] ?? text.length).trim());
  return pieces.length >= 2 && pieces.length <= PIECES_MAX ? pieces : [];
}
