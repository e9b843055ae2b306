/** A new epoch (S14): the same rows in a fresh document, without the client ids and leftovers of the old one. */
import type { CompiledQuery } from 'kysely';
import * as Y from 'yjs';
import { NO_CHANGES, rebuilt, valuesOf } from '#document/rebuilt.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import type { GroupCommit } from '#server/rooms/group-commit.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';
import { readLostTail, tailLostKey } from '#server/rooms/lost-tail.ts';
import { CommitPart } from '#server/rooms/commit-part.ts';
import { writeLog } from '#server/rooms/records.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';
import { givenUpStatement, type GivenUp, type ReceiptKey } from '#server/store/given-up.ts';
import type { StatementGroup, Store } from '#server/store/store.ts';

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
  readonly givenUp?: GivingUp;
}

/** What the epoch goes on without, and who decided that; signed with `key`. */
export interface GivingUp extends Pick<GivenUp, 'cause' | 'from_seq' | 'to_seq' | 'person' | 'reason'> {
  readonly key: ReceiptKey;
}

/**
 * A number that no other life of this ledger can have had: what was lost may have begun epochs of its own, and a page that knows
 * one of those must not take this document for its own.
 */
export const epochAfter = (epoch: number, at: Date): number =>
  Math.max(epoch + 1, Math.floor(at.getTime() / 1_000));

/** The commit that begins an epoch: log, standing, its first checkpoint, and the end of TAIL_LOST. */
export function epochStatements(
  { db }: Pick<Store, 'db'>,
  { ledger, before, epoch, at, commitNo, state, givenUp }: EpochStep,
): StatementGroup {
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
    content_hash: null,
    answer: null,
  };
  const part = new CommitPart();
  const hash = writeLog(part, db, { entry, changes: [] }, before.epoch);
  // what stood behind the log before stays behind it, so that the next load writes it anew
  const ofLedger = db.updateTable('ledger').where('id', '=', ledger);
  return [
    ...part.statements(),
    ofLedger.set({ prose_seq: seq }).where('prose_seq', '=', before.seq).compile(),
    ofLedger.set({ rows_seq: seq }).where('rows_seq', '=', before.seq).compile(),
    db
      .deleteFrom('setting')
      .where('key', '=', tailLostKey(ledger as LedgerId))
      .compile(),
    ...checkpointStatements({ db }, { ledger, epoch, seq, at, state, hash: checkpointHash(hash, state) }),
    ...(givenUp ? [decisionStatement(db, givenUp, { ledger, seq, epoch, hash, at })] : []),
  ];
}

function decisionStatement(
  db: Store['db'],
  { key, cause, from_seq, to_seq, person, reason }: GivingUp,
  commit: Pick<GivenUp, 'ledger' | 'seq' | 'epoch' | 'hash' | 'at'>,
): CompiledQuery {
  return givenUpStatement(db, key, { ...commit, cause, from_seq, to_seq, evidence: null, person, reason });
}

export type EpochBegun = Outcome<{ readonly epoch: number; readonly seq: number }>;
/** A person's decision to begin one. */
export interface EpochDecision {
  readonly person: string;
  readonly reason: string;
  /** statements that belong into the commit of the epoch, such as its audit row */
  readonly records: (begun: {
    readonly epoch: number;
    readonly seq: number;
    /** it ends TAIL_LOST: commits that it goes on without, the last one where that is known */
    readonly givenUp: { readonly from: number; readonly to: number | null } | null;
  }) => readonly CompiledQuery[];
}

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
  { store, clock, receiptKey }: RoomsParts,
  commits: GroupCommit,
  decision?: EpochDecision,
): Promise<EpochBegun> {
  const durable = await new Promise<boolean>((resolve) => room.whenDurable(resolve));
  if (!durable || store.readOnly !== null) return refuse('UNAVAILABLE');
  const changes = valuesOf(room.guarded.doc, prepared.carried);
  const state = prepared.carried.size === 0 ? prepared.state : await store.rebuild([prepared.state], changes);
  const { ledger } = room;
  const before = { epoch: room.epoch, seq: room.durableSeq, hash: room.durableHash };
  const now = clock();
  const at = now.toISOString();
  const seq = before.seq + 1;
  if (room.readOnly?.code === 'LEDGER_DAMAGED') return refuse('LEDGER_DAMAGED');
  const isLost = room.readOnly?.code === 'TAIL_LOST';
  // only a person's decision ends that
  if (isLost && !decision) return refuse('TAIL_LOST');
  const lost = isLost ? await readLostTail(store, ledger) : null;
  const epoch = isLost ? epochAfter(Math.max(before.epoch, lost?.epoch ?? 0), now) : before.epoch + 1;
  const givenUp = isLost ? { from: Math.min(seq, lost?.from ?? seq), to: lost?.to ?? null } : null;
  const step = { ledger, before, epoch, at, state };
  const written = await new Promise<boolean>((resolve) => {
    commits.add({
      room: {},
      logged: true,
      alone: true,
      settled: (result) => resolve(result.ok),
      write: (commitNo, part) => {
        const given = decision && givenUp && { givenUp: givingUp(decision, givenUp, receiptKey) };
        part.add(epochStatements(store, { ...step, commitNo, ...given }));
        part.add(decision?.records({ epoch, seq, givenUp }) ?? []);
      },
    });
  });
  return written ? accept({ epoch, seq }) : refuse('CONFLICT');
}

const givingUp = (
  { person, reason }: EpochDecision,
  { from, to }: { readonly from: number; readonly to: number | null },
  key: ReceiptKey,
): GivingUp => ({ key, cause: 'tail', from_seq: from, to_seq: to, person, reason });
