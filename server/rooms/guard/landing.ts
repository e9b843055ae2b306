/**
 * Foresees where Yjs would put a new item among the stored ones (its conflict rule, YATA), without changing anything.
 * Needed where a verdict depends on the outcome of a concurrent write.
 */
import * as Y from 'yjs';
import { ORDER_WALK_MAX } from '#server/rooms/guard/limits.ts';
import { findStored } from '#server/rooms/guard/structs.ts';

/** The stored character or value directly left of a new item; `item` is null at the very beginning. */
export interface Landing {
  readonly item: Y.Item | null;
  /** clock of that character within the item's client */
  readonly clock: number;
  readonly last: boolean;
}

/** A part of a stored item: from `from` up to the item's end or the new item's right origin. */
interface Piece {
  readonly item: Y.Item;
  readonly from: number;
}

/** `first`: the leftmost stored item of the cell or text. Undefined when the walk is too long to foresee. */
export function foreseeLanding(doc: Y.Doc, arriving: Y.Item, first: Y.Item | null): Landing | undefined {
  const { origin, rightOrigin } = arriving;
  const originItem = origin ? (findStored(doc, origin.client, origin.clock) as Y.Item) : null;
  const stop = rightOrigin ? findStored(doc, rightOrigin.client, rightOrigin.clock) : undefined;
  const stopAt = stop && rightOrigin ? rightOrigin.clock - stop.id.clock : 0;

  const after = (piece: Piece): Piece | null => {
    if (piece.item === stop && piece.from < stopAt) return { item: piece.item, from: stopAt };
    return piece.item.right ? { item: piece.item.right, from: 0 } : null;
  };
  const begin = (): Piece | null => {
    if (!origin || !originItem) return first ? { item: first, from: 0 } : null;
    const next = origin.clock + 1 - originItem.id.clock;
    return next < originItem.length
      ? { item: originItem, from: next }
      : after({ item: originItem, from: next });
  };
  const holds = (items: ReadonlySet<Y.Item>, id: Y.ID): boolean => {
    const item = findStored(doc, id.client, id.clock);
    return item instanceof Y.Item && items.has(item) && !(item === originItem && id.clock <= origin!.clock);
  };

  let left: Piece | null = null;
  const conflicting = new Set<Y.Item>();
  const passed = new Set<Y.Item>();
  let at = begin();
  for (let walked = 0; at !== null && !(at.item === stop && at.from === stopAt); walked += 1) {
    if (walked > ORDER_WALK_MAX) return undefined;
    const { item, from } = at;
    passed.add(item);
    conflicting.add(item);
    const itsOrigin: Y.ID | null =
      from > 0 ? Y.createID(item.id.client, item.id.clock + from - 1) : item.origin;
    if (Y.compareIDs(origin, itsOrigin)) {
      if (item.id.client < arriving.id.client) {
        left = at;
        conflicting.clear();
      } else if (Y.compareIDs(rightOrigin, item.rightOrigin)) break;
    } else if (itsOrigin !== null && holds(passed, itsOrigin)) {
      if (!holds(conflicting, itsOrigin)) {
        left = at;
        conflicting.clear();
      }
    } else break;
    at = after(at);
  }
  if (left) {
    const length = left.item === stop && left.from < stopAt ? stopAt : left.item.length;
    return { item: left.item, clock: left.item.id.clock + length - 1, last: after(left) === null };
  }
  if (originItem) return { item: originItem, clock: origin!.clock, last: begin() === null };
  return { item: null, clock: 0, last: first === null };
}
