/** Consecutive updates of one client as one update, taken together a piece at a time: `Y.mergeUpdates` can't be interrupted. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Steps } from '#domain/steps.ts';

interface Range {
  readonly clock: number;
  readonly len: number;
}
type Deletions = ReadonlyMap<number, readonly Range[]>;

/** As Yjs writes a delete set: clients from the highest down, their ranges in order. */
function bytesOf(deletions: Deletions): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, deletions.size);
  for (const [client, ranges] of [...deletions].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, len);
    }
  }
  return encoding.toUint8Array(encoder);
}

/** In order and without neighbours that are one. */
function joinedRanges(ranges: readonly Range[]): Range[] {
  const joined: { clock: number; len: number }[] = [];
  for (const { clock, len } of [...ranges].sort((a, b) => a.clock - b.clock)) {
    const last = joined.at(-1);
    if (last && clock <= last.clock + last.len) last.len = Math.max(last.len, clock + len - last.clock);
    else joined.push({ clock, len });
  }
  return joined;
}

/** V1 updates as the document gave them, one after the other, all of one client. Throws for anything else. */
export function* joinUpdates(updates: readonly Uint8Array[]): Steps<Uint8Array> {
  const bodies: Uint8Array[] = [];
  const deleted = new Map<number, Range[]>();
  let head: { readonly client: number; readonly clock: number } | undefined;
  let end = 0;
  let structs = 0;
  for (const update of updates) {
    yield;
    const { structs: found, ds } = Y.decodeUpdate(update);
    const deletions = ds.clients as Deletions;
    for (const [client, ranges] of deletions)
      deleted.set(client, [...(deleted.get(client) ?? []), ...ranges]);
    const [first] = found;
    const last = found.at(-1);
    if (!first || !last) continue;
    head ??= first.id;
    if (first.id.client !== head.client || (bodies.length > 0 && first.id.clock !== end))
      throw new Error('These updates do not follow one another.');
    end = last.id.clock + last.length;
    structs += found.length;
    const decoder = decoding.createDecoder(update);
    // clients, structs, client, clock: they are written anew for the whole
    for (let n = 0; n < 4; n += 1) decoding.readVarUint(decoder);
    bodies.push(update.subarray(decoder.pos, update.length - bytesOf(deletions).length));
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, head ? 1 : 0);
  if (head) for (const part of [structs, head.client, head.clock]) encoding.writeVarUint(encoder, part);
  for (const body of bodies) encoding.writeUint8Array(encoder, body);
  for (const [client, ranges] of deleted) deleted.set(client, joinedRanges(ranges));
  encoding.writeUint8Array(encoder, bytesOf(deleted));
  return encoding.toUint8Array(encoder);
}
