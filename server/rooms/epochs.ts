/** A new epoch (S14): the same rows in a fresh document, without the client ids and leftovers of the old one. */
import type { CompiledQuery } from 'kysely';
import * as Y from 'yjs';
import { NO_CHANGES, rebuilt, valuesOf } from '#document/rebuilt.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import type { GroupCommit } from '#server/rooms/group-commit.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';
import { tailLostKey } from '#server/rooms/loading.ts';
import { logStatements } from '#server/rooms/records.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';
import type { Store } from '#server/store/store.ts';

/** The values of a document written anew by one client, encoded here: for a command line that serves nobody. */
export function rebuild(doc: Y.Doc): Uint8Array {
  const fresh = rebuilt(doc);
  const state = Y.encodeStateAsUpdate(fresh);
  fresh.destroy();
  return state;
}

export interface EpochStep {
  readonly ledger: string;
  /** head of the chain that it follows */
  readonly before: { readonly epoch: number; readonly seq: number; readonly hash: string };
  readonly epoch: number;
  readonly at: string;
  readonly commitNo: number;
  /** the document that the epoch begins with, see `rebuild` */
  readonly state: Uint8Array;
}

/** The commit that begins an epoch: log, standing, its first checkpoint, and the end of TAIL_LOST. */
export function epochStatements(
  { db }: Pick<Store, 'db'>,
  { ledger, before, epoch, at, commitNo, state }: EpochStep,
): readonly CompiledQuery[] {
  const seq = before.seq + 1;
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
    prev_hash: before.hash,
    name: null,
    organisation: null,
  };
  const { hash, statements } = logStatements(db, { entry, changes: [] }, before.epoch);
  const standing = { seq, commit_no: commitNo };
  // what stood behind the log before stays behind it, so that the next load writes it anew
  const ofLedger = db.updateTable('ledger').where('id', '=', ledger);
  const ofFigures = db.updateTable('figures').where('ledger', '=', ledger);
  return [
    ...statements,
    ofLedger.set({ epoch }).compile(),
    ofLedger.set({ prose_seq: seq }).where('prose_seq', '=', before.seq).compile(),
    ofFigures.set(standing).where('seq', '=', before.seq).compile(),
    db
      .deleteFrom('setting')
      .where('key', '=', tailLostKey(ledger as LedgerId))
      .compile(),
    ...checkpointStatements({ db }, { ledger, epoch, seq, at, state, hash: checkpointHash(hash, state) }),
  ];
}

export type EpochBegun = Outcome<{ readonly epoch: number; readonly seq: number }>;
/** Statements that belong into the commit of the epoch, such as its audit row. */
export type EpochRecords = (begun: {
  readonly epoch: number;
  readonly seq: number;
  /** it ends TAIL_LOST */
  readonly tailLost: boolean;
}) => readonly CompiledQuery[];

/** A document written anew while people go on; `carried` takes the names of what they change meanwhile. */
export interface PreparedEpoch {
  readonly state: Uint8Array;
  readonly carried: ReadonlySet<string>;
}

/** The long part, off the main thread. Null when the room can't be written any more; rejects when the encoding thread does. */
export async function prepareEpoch({ room }: LiveRoom, store: Store): Promise<PreparedEpoch | null> {
  const carried = room.records.carry();
  const durable = await new Promise<boolean>((resolve) => room.whenDurable(resolve));
  if (!durable || store.readOnly !== null) return null;
  // what is committed now is in it; what is applied since the first line is carried
  const { state, tail } = room.committedState.parts();
  return { carried, state: await store.rebuild(tail ? [state, tail] : [state], NO_CHANGES) };
}

/** The short part: call with a room that nobody can enter any more; its people are sent away by the caller. */
export async function beginEpoch(
  { room }: LiveRoom,
  prepared: PreparedEpoch,
  { store, clock }: RoomsParts,
  commits: GroupCommit,
  records: EpochRecords = () => [],
): Promise<EpochBegun> {
  const durable = await new Promise<boolean>((resolve) => room.whenDurable(resolve));
  if (!durable || store.readOnly !== null) return refuse('UNAVAILABLE');
  const changes = valuesOf(room.guarded.doc, prepared.carried);
  const state = prepared.carried.size === 0 ? prepared.state : await store.rebuild([prepared.state], changes);
  const { ledger } = room;
  const before = { epoch: room.epoch, seq: room.durableSeq, hash: room.durableHash };
  const epoch = before.epoch + 1;
  const at = clock().toISOString();
  const begun = { epoch, seq: before.seq + 1 };
  if (room.readOnly?.code === 'LEDGER_DAMAGED') return refuse('LEDGER_DAMAGED');
  const tailLost = room.readOnly?.code === 'TAIL_LOST';
  const written = await new Promise<boolean>((resolve) => {
    commits.add({
      room: { closing: () => undefined, batchDone: () => undefined },
      logged: true,
      settled: (result) => resolve(result.ok),
      statements: (commitNo) => [
        ...epochStatements(store, { ledger, before, epoch, at, commitNo, state }),
        ...records({ ...begun, tailLost }),
      ],
    });
  });
  return written ? accept(begun) : refuse('CONFLICT');
}
