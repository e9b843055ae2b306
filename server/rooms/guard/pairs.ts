/** Rule R12 at the guard: Yjs puts two replacement signs where a cut parts a surrogate pair, which no splice of the log would tell. */
import * as Y from 'yjs';

const isHighHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Would a cut before this clock fall between the halves of a pair of the item? */
export function partsPair(item: Y.Item, clock: number): boolean {
  const at = clock - item.id.clock;
  if (!(item.content instanceof Y.ContentString) || at <= 0 || at >= item.length) return false;
  return isHighHalf(item.content.str.charCodeAt(at - 1));
}
