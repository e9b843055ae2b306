/** Answers to sync step 1 (S4): only what is on disk, from the cache where it can, as a difference where that is small. */
import * as Y from 'yjs';
import { encodeMessage } from '#protocol/codec.ts';
import { DIFF_ITEMS_MAX } from '#server/rooms/limits.ts';
import type { Link } from '#server/rooms/link.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';

/** False when the state vector is none. */
export function answerStep1(link: Link, live: LiveRoom, vector: Uint8Array): boolean {
  const known = readVector(vector);
  if (!known) return false;
  const { room } = live;
  const { doc } = room.guarded;
  if (known.size === 0 || lacksMore(doc, known, DIFF_ITEMS_MAX)) {
    link.sendDocument('syncStep2');
    return true;
  }
  // The difference holds what is in memory now, edits under way included: it leaves once they are on disk.
  const { seq } = room;
  const update = Y.encodeStateAsUpdate(doc, vector);
  room.whenDurable((durable) => {
    if (!durable || link.isClosed) return;
    // the commit that was waited for may hold later edits too, and its broadcast passed by who was not live yet
    const later = room.durableSeq === seq ? null : room.committedState.after(seq);
    if (later === undefined) return link.sendDocument('syncStep2');
    const whole = later === null ? update : Y.mergeUpdates([update, later]);
    link.out.sendWhole(encodeMessage({ type: 'syncStep2', update: whole }));
    link.startLive();
  });
  return true;
}

function readVector(vector: Uint8Array): Map<number, number> | undefined {
  try {
    return Y.decodeStateVector(vector);
  } catch {
    // whatever Yjs stumbled over, these bytes are no state vector
    return undefined;
  }
}

function lacksMore(doc: Y.Doc, known: ReadonlyMap<number, number>, itemsMax: number): boolean {
  let items = 0;
  for (const [client, structs] of doc.store.clients) {
    const clock = known.get(client) ?? 0;
    if (clock >= Y.getState(doc.store, client)) continue;
    items += structs.length - (clock === 0 ? 0 : Y.findIndexSS(structs, clock));
    if (items > itemsMax) return true;
  }
  return false;
}
