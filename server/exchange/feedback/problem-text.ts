/** The text of one item, put together from stretches of paragraphs, every character traceable to its place. */
import type { Anchor, Paragraph } from './content.ts';
import { isClueSentence } from './sections.ts';

/** `text` is the stretches one behind the other; a line break stands where a title without full stop meets its body. */
export interface ItemText {
  readonly text: string;
  readonly stretches: readonly { readonly at: number; readonly anchor: Anchor }[];
  /** offsets in `text` at which a paragraph begins */
  readonly breaks: ReadonlySet<number>;
}

export function itemText(
  parts: readonly { readonly paragraph: Paragraph; readonly from: number }[],
): ItemText {
  let text = '';
  const stretches: { at: number; anchor: Anchor }[] = [];
  const breaks = new Set<number>();
  for (const { paragraph, from } of parts) {
    const piece = paragraph.text.slice(from);
    if (piece.trim() === '') continue;
    if (text !== '' && !/[。；：，、！？…”）)]/u.test(text.slice(-1))) text += '\n';
    breaks.add(text.length);
    stretches.push({ at: text.length, anchor: { paragraph: paragraph.n, from, to: paragraph.text.length } });
    text += piece;
  }
  return { text, stretches, breaks };
}

/** The part of an item between two offsets, blanks at its ends removed, with its anchors. */
export function cut(
  item: ItemText,
  from: number,
  to: number,
): { readonly text: string; readonly anchors: readonly Anchor[] } {
  const raw = item.text.slice(from, to);
  const start = from + (raw.length - raw.trimStart().length);
  const end = start + raw.trim().length;
  const anchors = item.stretches.flatMap(({ at, anchor }) => {
    const first = Math.max(start, at);
    const last = Math.min(end, at + anchor.to - anchor.from);
    return first < last
      ? [{ paragraph: anchor.paragraph, from: anchor.from + first - at, to: anchor.from + last - at }]
      : [];
  });
  return { text: item.text.slice(start, end), anchors };
}

/** Where the last sentence begins if it only says that clues went elsewhere; else the length of the text. */
export function beforeClue(text: string): number {
  const body = text.trimEnd();
  const start = body.slice(0, -1).lastIndexOf('。') + 1;
  return start > 0 && isClueSentence(body.slice(start)) ? start : text.length;
}
