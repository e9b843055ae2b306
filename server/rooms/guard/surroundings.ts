/** What stands around new characters in a stored text, so that a mark typed piece by piece is found as well (rule F10). */
import * as Y from 'yjs';
import { addedText } from '#server/rooms/guard/shape.ts';
import { findStored, type Fresh } from '#server/rooms/guard/structs.ts';

/** Longer than any mark. */
const AROUND_CHARS = 16;
/** Characters that a mark can end or begin with; anything else needs no look around. */
const PART_OF_MARK = /[密机秘绝★☆*＊✱⭐\s]/u;

/** The added characters of one text with what is seen left and right of them; undefined when no mark can be near. */
export function withSurroundings(doc: Y.Doc, writes: readonly Fresh[]): string | undefined {
  const added = writes.map(addedText).join('');
  if (!PART_OF_MARK.test(added)) return undefined;
  const ids = writes.map(({ item }) => item);
  const left = ids.map((item) => stored(doc, item.origin)).find((at) => at !== undefined);
  const right = [...ids]
    .reverse()
    .map((item) => stored(doc, item.rightOrigin))
    .find((at) => at !== undefined);
  return seenLeft(left) + added + seenRight(right);
}

interface StoredCharacter {
  readonly item: Y.Item;
  readonly offset: number;
}

function stored(doc: Y.Doc, id: Y.ID | null): StoredCharacter | undefined {
  const item = id ? findStored(doc, id.client, id.clock) : undefined;
  return item instanceof Y.Item && id ? { item, offset: id.clock - item.id.clock } : undefined;
}

const textOf = (item: Y.Item): string =>
  !item.deleted && item.content instanceof Y.ContentString ? item.content.str : '';

function seenLeft(from: StoredCharacter | undefined): string {
  let seen = from ? textOf(from.item).slice(0, from.offset + 1) : '';
  let item = from?.item.left ?? null;
  for (let walked = 0; item && seen.length < AROUND_CHARS && walked < AROUND_CHARS * 4; walked += 1) {
    seen = textOf(item) + seen;
    item = item.left;
  }
  return seen.slice(-AROUND_CHARS);
}

function seenRight(from: StoredCharacter | undefined): string {
  let seen = from ? textOf(from.item).slice(from.offset) : '';
  let item = from?.item.right ?? null;
  for (let walked = 0; item && seen.length < AROUND_CHARS && walked < AROUND_CHARS * 4; walked += 1) {
    seen += textOf(item);
    item = item.right;
  }
  return seen.slice(0, AROUND_CHARS);
}
