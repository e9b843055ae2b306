/** What became of a text: the pieces that stayed, went and came, fine enough to read and bounded in what they cost. */
import { diffArrays } from 'diff';

export const PIECE_KINDS = ['=', '-', '+'] as const;
/** `=` in both texts, `-` in the old one only, `+` in the new one only. */
export type TextPiece = readonly [kind: (typeof PIECE_KINDS)[number], text: string];

/** Insertions and deletions looked for; two texts that differ more are told apart by their ends only. */
export const TEXT_EDITS_MAX = 300;
/** A stretch that stayed between two changes is read as changed when it is no longer than this. */
const ISLAND_CHARS_MAX = 1;

/** Words of letters and figures whole, every other character by itself: what a reader takes for one thing. */
const TOKEN = /[\p{Script=Latin}\p{Nd}]+|[\s\S]/gu;
const tokensOf = (text: string): string[] => text.match(TOKEN) ?? [];

function shared(
  a: readonly string[],
  b: readonly string[],
  max: number,
  at: (n: number) => number[],
): number {
  let n = 0;
  for (; n < max; n += 1) {
    const [left, right] = at(n);
    if (a[left!] !== b[right!]) break;
  }
  return n;
}

/** What both begin and end with stays, everything between is changed. */
function byTheirEnds(old: readonly string[], now: readonly string[]): TextPiece[] {
  const least = Math.min(old.length, now.length);
  const head = shared(old, now, least, (n) => [n, n]);
  const tail = shared(old, now, least - head, (n) => [old.length - 1 - n, now.length - 1 - n]);
  return [
    ['=', old.slice(0, head).join('')],
    ['-', old.slice(head, old.length - tail).join('')],
    ['+', now.slice(head, now.length - tail).join('')],
    ['=', old.slice(old.length - tail).join('')],
  ];
}

/** Neighbours of one kind joined, of a change first what went and then what came, and islands drowned. */
function readable(pieces: readonly TextPiece[]): TextPiece[] {
  const found: TextPiece[] = [];
  let [gone, come] = ['', ''];
  const close = (): void => {
    if (gone !== '') found.push(['-', gone]);
    if (come !== '') found.push(['+', come]);
    [gone, come] = ['', ''];
  };
  const solid = pieces.filter(([, text]) => text !== '');
  for (const [n, [kind, text]] of solid.entries()) {
    const isIsland =
      kind === '=' && n > 0 && n < solid.length - 1 && Array.from(text).length <= ISLAND_CHARS_MAX;
    if (kind === '-') gone += text;
    else if (kind === '+') come += text;
    else if (isIsland) {
      gone += text;
      come += text;
    } else {
      close();
      found.push(['=', text]);
    }
  }
  close();
  return found;
}

/**
 * The pieces of both texts in order: those without `+` give the old one, those without `-` the new one. The same texts give
 * the same pieces on every machine.
 */
export function textPieces(old: string, now: string): readonly TextPiece[] {
  if (old === now) return old === '' ? [] : [['=', old]];
  const [before, after] = [tokensOf(old), tokensOf(now)];
  const changes = diffArrays(before, after, { maxEditLength: TEXT_EDITS_MAX });
  if (!changes) return readable(byTheirEnds(before, after));
  return readable(
    changes.map(({ added, removed, value }): TextPiece => [
      added ? '+' : removed ? '-' : '=',
      value.join(''),
    ]),
  );
}

/** The text before (`old`) or after (`now`) that the pieces stand for. */
export const textOf = (pieces: readonly TextPiece[], side: 'old' | 'now'): string =>
  pieces
    .filter(([kind]) => kind !== (side === 'old' ? '+' : '-'))
    .map(([, text]) => text)
    .join('');
