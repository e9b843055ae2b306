/** Arithmetic of text changes: from two texts to a splice, and what one side's splice means after the other's. Pure. */
import type { Splice } from '#grid/shared-text.ts';

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** The smallest splice from `before` to `after`, or undefined when they are equal. `caret` (in `after`) tells which of equal characters was typed. */
export function spliceBetween(before: string, after: string, caret = after.length): Splice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const suffixMost = Math.min(shorter, after.length - caret);
  let suffix = 0;
  while (suffix < suffixMost && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  let prefix = 0;
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix++;
  // a caret that was moved afterwards must not make the splice larger
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  // never cut a character of two units in half
  if (prefix > 0 && isHigh(before.charCodeAt(prefix - 1))) prefix--;
  if (suffix > 0 && isLow(before.charCodeAt(before.length - suffix))) suffix--;
  return {
    index: prefix,
    remove: before.length - suffix - prefix,
    insert: after.slice(prefix, after.length - suffix),
  };
}

export const applySplice = (text: string, { index, remove, insert }: Splice): string =>
  text.slice(0, index) + insert + text.slice(index + remove);

/** Where a caret stands after someone else's change; text inserted right at it goes behind it. */
export function moveCaret(caret: number, { index, remove, insert }: Splice): number {
  if (caret <= index) return caret;
  if (caret >= index + remove) return caret + insert.length - remove;
  return index;
}

/**
 * One's own splice, made without knowing of `others`, as splices (to be applied in order) after them.
 * What the others inserted inside the removed part stays.
 */
export function rebase(own: Splice, others: readonly Splice[]): Splice[] {
  let insertAt = own.index;
  let removed: [number, number][] = own.remove ? [[own.index, own.index + own.remove]] : [];
  for (const other of others) {
    insertAt = moveCaret(insertAt, other);
    removed = removed.flatMap(([start, end]) => past(start, end, other));
  }
  const splices: Splice[] = [...removed]
    .reverse()
    .map(([start, end]) => ({ index: start, remove: end - start, insert: '' }));
  for (const { index, remove } of splices) insertAt = moveCaret(insertAt, { index, remove, insert: '' });
  if (own.insert) splices.push({ index: insertAt, remove: 0, insert: own.insert });
  return splices;
}

/** What is left of the range [start, end) after a splice, in one or two pieces. */
function past(start: number, end: number, { index, remove, insert }: Splice): [number, number][] {
  const grown = insert.length - remove;
  if (index + remove <= start) return [[start + grown, end + grown]];
  if (index >= end) return [[start, end]];
  const pieces: [number, number][] = [];
  if (start < index) pieces.push([start, index]);
  if (end > index + remove) pieces.push([index + insert.length, end + grown]);
  return pieces;
}
