/** A new epoch (S14): the same rows in a fresh document, without the client ids and leftovers of the old one. */
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { createLedgerDoc, type Cells } from '#document/ledger-doc.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import type { GroupCommit } from '#server/rooms/group-commit.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';
import { tailLostKey } from '#server/rooms/loading.ts';
import { logStatements } from '#server/rooms/records.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';

/** The values of a document written anew by one client: same cells, same texts, no history. */
export function rebuild(doc: Y.Doc): Uint8Array {
  const fresh = createLedgerDoc();
  const cells: Cells = fresh.getMap(CELLS);
  fresh.transact(() => {
    (doc.getMap(CELLS) as Cells).forEach((value, key) => cells.set(key, value));
    for (const name of doc.share.keys()) {
      if (name === CELLS) continue;
      const text = doc.getText(name).toString();
      if (text !== '') fresh.getText(name).insert(0, text);
    }
  });
  const state = Y.encodeStateAsUpdate(fresh);
  fresh.destroy();
  return state;
}

/** Call with a room that nobody can enter any more; its people are sent away by the caller. */
export async function switchEpoch(
  { room }: LiveRoom,
  { store, clock }: RoomsParts,
  commits: GroupCommit,
): Promise<Outcome<{ readonly epoch: number; readonly seq: number }>> {
  const state = rebuild(room.guarded.doc);
  const durable = await new Promise<boolean>((resolve) => room.whenDurable(resolve));
  if (!durable || store.readOnly !== null) return refuse('UNAVAILABLE');
  const { ledger } = room;
  const epoch = room.epoch + 1;
  const seq = room.durableSeq + 1;
  const at = clock().toISOString();
  const { db } = store;
  const written = await new Promise<boolean>((resolve) => {
    commits.add({
      room: { closing: () => undefined, batchDone: () => undefined },
      logged: true,
      settled: (result) => resolve(result.ok),
      statements: (commitNo) => {
        const entry = {
          commit_no: commitNo,
          ledger,
          seq,
          epoch,
          at,
          person: 'server',
          role: 'server',
          session: 'server',
          op_id: null,
          act: 'epoch',
          update_bytes: null,
          prev_hash: room.durableHash,
        };
        const { hash, statements } = logStatements(db, { entry, changes: [] }, room.epoch);
        const standing = { seq, commit_no: commitNo };
        return [
          ...statements,
          db.updateTable('ledger').set({ epoch, prose_seq: seq }).where('id', '=', ledger).compile(),
          db.updateTable('figures').set(standing).where('ledger', '=', ledger).compile(),
          db.deleteFrom('setting').where('key', '=', tailLostKey(ledger)).compile(),
          ...checkpointStatements(store, {
            ledger,
            epoch,
            seq,
            at,
            state,
            hash: checkpointHash(hash, state),
          }),
        ];
      },
    });
  });
  return written ? accept({ epoch, seq }) : refuse('CONFLICT');
}
