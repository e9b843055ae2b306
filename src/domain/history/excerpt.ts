/** What changed in a text with a little of what stands around it: long stretches that stayed are shortened. */
import type { TextPiece } from '#domain/comparison/text-pieces.ts';

/** Characters kept on each side of a change. */
export const AROUND_CHARS = 24;
/** Characters of one piece that went or came; a whole chapter is not read in a list. */
export const PIECE_CHARS_MAX = 1_200;
const GAP = '…';

/** Never parts a surrogate pair. */
const head = (text: string, length: number): string => Array.from(text).slice(0, length).join('');
const tail = (text: string, length: number): string => Array.from(text).slice(-length).join('');

/** The same pieces, readable in a list; `=` pieces hold `…` where something was left out. */
export function excerpt(pieces: readonly TextPiece[]): readonly TextPiece[] {
  return pieces.map(([kind, text], n): TextPiece => {
    if (kind !== '=') return [kind, text.length > PIECE_CHARS_MAX ? head(text, PIECE_CHARS_MAX) + GAP : text];
    const [before, after] = [n > 0 ? AROUND_CHARS : 0, n < pieces.length - 1 ? AROUND_CHARS : 0];
    if (text.length <= before + after + GAP.length) return [kind, text];
    return [kind, (before > 0 ? head(text, before) : '') + GAP + (after > 0 ? tail(text, after) : '')];
  });
}
