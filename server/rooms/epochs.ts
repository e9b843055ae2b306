/** A new epoch (S14): the same rows in a fresh document, without the client ids and leftovers of the old one. */
import type { CompiledQuery } from 'kysely';
import * as Y from 'yjs';
import { NO_CHANGES, rebuilt, valuesOf } from '#document/rebuilt.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { binAnewStatements, readBinAnew } from '#server/rooms/bin-anew.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import type { GroupCommit } from '#server/rooms/group-commit.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';
import { tailLostKey } from '#server/rooms/lost-tail.ts';
import { CommitPart, type Head } from '#server/rooms/commit-part.ts';
import { evidenceStatements, type Evidence } from '#server/rooms/damage-evidence.ts';
import { goodHeadStatement, planEpoch } from '#server/rooms/epoch-plan.ts';
import type { GivenUpCommits } from '#server/rooms/loss.ts';
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

/** The act of an epoch that changes what the ledger holds: it goes back to its last good commit. */
export const DAMAGE_ACT = 'epoch:damage';

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
  /** what else the commit writes, once its place in the chain is known */
  readonly closing?: (head: Head) => StatementGroup;
}

/** What the epoch goes on without, and who decided that; signed with `key`. */
export interface GivingUp extends Pick<GivenUp, 'cause' | 'from_seq' | 'to_seq' | 'person' | 'reason'> {
  readonly key: ReceiptKey;
  /** taken out of the tables: what of a damaged ledger can't be proven */
  readonly evidence: Evidence | null;
}

/** The commit that begins an epoch: log, standing, its first checkpoint, and the end of TAIL_LOST. */
export function epochStatements(
  { db }: Pick<Store, 'db'>,
  { ledger, before, epoch, at, commitNo, state, givenUp, closing }: EpochStep,
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
    act: givenUp?.cause === 'damage' ? DAMAGE_ACT : 'epoch',
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
    ...(givenUp ? decisionStatements(db, givenUp, { ledger, seq, epoch, hash, at }) : []),
    ...part.statements(),
    ofLedger.set({ prose_seq: seq }).where('prose_seq', '=', before.seq).compile(),
    ofLedger.set({ rows_seq: seq }).where('rows_seq', '=', before.seq).compile(),
    // what is damaged may have lost its tail besides: that is another decision
    ...(givenUp?.cause === 'damage' ? [] : [noTailLost(db, ledger)]),
    ...checkpointStatements({ db }, { ledger, epoch, seq, at, state, hash: checkpointHash(hash, state) }),
    ...(closing?.({ epoch, seq, hash }) ?? []),
  ];
}

const noTailLost = (db: Store['db'], ledger: string): CompiledQuery =>
  db
    .deleteFrom('setting')
    .where('key', '=', tailLostKey(ledger as LedgerId))
    .compile();

const decisionStatements = (
  db: Store['db'],
  { key, evidence, ...decided }: GivingUp,
  commit: Pick<GivenUp, 'ledger' | 'seq' | 'epoch' | 'hash' | 'at'>,
): StatementGroup => [
  givenUpStatement(db, key, { ...commit, ...decided, evidence: evidence?.sha256 ?? null }),
  ...(evidence ? evidenceStatements({ db }, evidence) : []),
];

export type EpochBegun = Outcome<{ readonly epoch: number; readonly seq: number }>;
/** A person's decision to begin one. */
export interface EpochDecision {
  readonly person: string;
  readonly reason: string;
  /** what the person was told would be given up; left out: whatever it is */
  readonly shown?: GivenUpCommits;
  /** statements that belong into the commit of the epoch, such as its audit row */
  readonly records: (begun: {
    readonly epoch: number;
    readonly seq: number;
    /** commits that it goes on without (the last one where that is known), or whose proof it does */
    readonly givenUp: GivenUpCommits | null;
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
  const { before, epoch, at, givenUp, moved } = await planEpoch(room, store, clock());
  // only a person's decision goes on without anything
  if (givenUp && !decision) return refuse(givenUp.cause === 'tail' ? 'TAIL_LOST' : 'LEDGER_DAMAGED');
  if (decision?.shown && !isSame(decision.shown, givenUp)) return refuse('CONFLICT');
  const { ledger } = room;
  const seq = before.seq + 1;
  const bin = moved
    ? await readBinAnew(store, {
        ledger,
        good: room.durableSeq,
        lists: room.guarded.lists(),
        otherwise: { person: decision?.person ?? 'server', at, seq },
      })
    : [];
  const step = {
    ...{ ledger, before, epoch, at, state },
    ...(decision && givenUp && { givenUp: givingUp(decision, givenUp, moved?.evidence ?? null, receiptKey) }),
    ...(moved && { closing: (head: Head) => [...rowsAnew(room, head), ...binAnewStatements(store, bin)] }),
  };
  const written = await new Promise<boolean>((resolve) => {
    commits.add({
      room: {},
      logged: true,
      alone: true,
      settled: (result) => resolve(result.ok),
      write: (commitNo, part) => {
        if (moved) part.add([goodHeadStatement(store, moved.standing, before)]);
        part.add(epochStatements(store, { ...step, commitNo }));
        part.add(decision?.records({ epoch, seq, givenUp }) ?? []);
      },
    });
  });
  return written ? accept({ epoch, seq }) : refuse('CONFLICT');
}

const isSame = (shown: GivenUpCommits, now: GivenUpCommits | null): boolean =>
  shown.cause === now?.cause && shown.from === now.from && shown.to === now.to;

const givingUp = (
  { person, reason }: EpochDecision,
  { cause, from, to }: GivenUpCommits,
  evidence: Evidence | null,
  key: ReceiptKey,
): GivingUp => ({ key, cause, from_seq: from, to_seq: to, evidence, person, reason });

/** Current rows, figures and texts as the document has them. */
function rowsAnew({ records }: LiveRoom['room'], head: Head): StatementGroup {
  const part = new CommitPart();
  records.rewriteAll();
  records.rewriteProse();
  records.proseDue = true;
  records.close(part, head);
  return part.statements();
}
