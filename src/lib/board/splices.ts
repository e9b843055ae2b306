/** Pure arithmetic of text splices: the smallest change, its surroundings, and where it belongs in a text that moved on. */
import type { Splice } from '#grid/shared-text.ts';

/** Characters kept on either side of a splice, to find its place again. */
export const SURROUNDINGS_CHARS = 24;
/** One side alone must show at least so many characters to be trusted. */
const ONE_SIDE_CHARS_MIN = 4;

/** A splice with what was around it and what it took away. `index` is only a hint once the text moved on. */
export interface PlacedSplice {
  readonly index: number;
  readonly removed: string;
  readonly insert: string;
  readonly before: string;
  readonly after: string;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const splitsPair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));

/** Widen a splice that would cut a surrogate pair in two: Yjs would turn both halves into U+FFFD. */
export function wholeCharacters(text: string, splice: Splice): Splice {
  const from = Math.min(Math.max(splice.index, 0), text.length);
  const to = Math.min(from + Math.max(splice.remove, 0), text.length);
  const start = splitsPair(text, from) ? from - 1 : from;
  const end = splitsPair(text, to) ? to + 1 : to;
  return {
    index: start,
    remove: end - start,
    insert: text.slice(start, from) + splice.insert + text.slice(to, end),
  };
}

export const applySplice = (text: string, splice: Splice): string =>
  text.slice(0, splice.index) + splice.insert + text.slice(splice.index + splice.remove);

/** The splice together with its surroundings in the text it is about to change. */
export function withSurroundings(text: string, splice: Splice): PlacedSplice {
  const end = splice.index + splice.remove;
  return {
    index: splice.index,
    removed: text.slice(splice.index, end),
    insert: splice.insert,
    before: text.slice(Math.max(0, splice.index - SURROUNDINGS_CHARS), splice.index),
    after: text.slice(end, end + SURROUNDINGS_CHARS),
  };
}

/** Append a splice to those before it; one inside the characters just inserted becomes part of them (typing, composing). */
export function appendSplice(earlier: readonly PlacedSplice[], next: PlacedSplice): readonly PlacedSplice[] {
  const last = earlier.at(-1);
  if (!last) return [next];
  const from = next.index - last.index;
  const inside = from >= 0 && from + next.removed.length <= last.insert.length;
  if (!inside) return [...earlier, next];
  const insert = last.insert.slice(0, from) + next.insert + last.insert.slice(from + next.removed.length);
  return [...earlier.slice(0, -1), { ...last, insert }];
}

function nearest(text: string, needle: string, hint: number): number | undefined {
  let best: number | undefined;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (best === undefined || Math.abs(at - hint) < Math.abs(best - hint)) best = at;
    else break;
  }
  return best;
}

/** Characters that two texts have in common from the ends that meet. */
function sharedEnd(left: string, right: string): number {
  let n = 0;
  while (n < left.length && n < right.length && left.at(-1 - n) === right.at(-1 - n)) n += 1;
  return n;
}
function sharedStart(left: string, right: string): number {
  let n = 0;
  while (n < left.length && n < right.length && left[n] === right[n]) n += 1;
  return n;
}

/** Where more of the surroundings stands than anywhere else; undefined when it is too little, or as much in two places. */
function closest(text: string, { before, removed, after }: PlacedSplice): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (let at = text.indexOf(removed); at >= 0; at = text.indexOf(removed, at + 1)) {
    const end = at + removed.length;
    const left = sharedEnd(text.slice(Math.max(0, at - before.length), at), before);
    const right = sharedStart(text.slice(end, end + after.length), after);
    const shown = Math.max(left, right) >= ONE_SIDE_CHARS_MIN ? left + right : 0;
    if (shown > most) [best, most] = [at, shown];
    else if (shown === most) best = undefined;
    // the empty string is found at the end again and again
    if (at === text.length) break;
  }
  return best;
}

/**
 * Where the splice belongs in a text that others may have changed: by both sides, else by one side that says enough, else,
 * when somebody wrote within the surroundings too, where most of them still stands.
 * undefined when its surroundings are gone: then nobody but its author can place it.
 */
export function placeOf(text: string, splice: PlacedSplice): number | undefined {
  const { before, removed, after, index } = splice;
  if (before === '' && removed === '' && after === '') return text === '' ? 0 : undefined;
  const both = nearest(text, before + removed + after, index - before.length);
  if (both !== undefined) return both + before.length;
  if (before.length >= ONE_SIDE_CHARS_MIN) {
    const left = nearest(text, before + removed, index - before.length);
    if (left !== undefined) return left + before.length;
  }
  if (after.length >= ONE_SIDE_CHARS_MIN) {
    const right = nearest(text, removed + after, index);
    if (right !== undefined) return right;
  }
  return closest(text, splice);
}

/** A Yjs text delta as splices, each against the text after the one before it. Embeds do not occur in our texts. */
export function splicesOfDelta(
  delta: readonly { readonly retain?: number; readonly delete?: number; readonly insert?: unknown }[],
): Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain;
    else if (step.delete !== undefined) splices.push({ index: at, remove: step.delete, insert: '' });
    else if (typeof step.insert === 'string') {
      const last = splices.at(-1);
      if (last && last.index === at && last.insert === '') splices.pop();
      splices.push({
        index: at,
        remove: last && last.index === at && last.insert === '' ? last.remove : 0,
        insert: step.insert,
      });
      at += step.insert.length;
    }
  }
  return splices;
}
