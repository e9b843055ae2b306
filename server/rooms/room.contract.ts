/** What transport, commands, views and exchange may ask of the live rooms. Implemented in server/rooms. */
import type { CompiledQuery } from 'kysely';
import type * as Y from 'yjs';
import type { LedgerActor } from '#domain/roles.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Steps } from '#domain/steps.ts';
import type { Receipt } from '#protocol/sync.ts';

export type CellValue = string | number | boolean | null;

/** What a governed command or bulk edit wants written, decided under the room's lock. */
export interface Decision<T> {
  readonly cells: readonly { readonly key: string; readonly value: CellValue }[];
  /** whole-text replacement of a prose field, written as a minimal splice */
  readonly texts?: readonly { readonly key: string; readonly value: string }[];
  /** SQL records of the same transaction. `seq` is known here: it is the seq of this commit. */
  readonly statements?: (commit: { readonly seq: number; readonly at: string }) => readonly CompiledQuery[];
  /** what the command answers; stored with the opId and given again for a repeat */
  readonly value: T;
}

/** The same of a long command: the records are made with places to stop, too. */
export interface LongDecision<T> extends Omit<Decision<T>, 'statements'> {
  readonly statements?: (commit: {
    readonly seq: number;
    readonly at: string;
  }) => Steps<readonly CompiledQuery[]>;
}

/** What a decision is made from: `lists` is the ledger as it stands in the room, `doc` read-only. */
export interface DecidingRoom {
  readonly doc: Y.Doc;
  readonly lists: () => Lists;
  readonly seq: number;
  readonly at: string;
  /** when the commit `seq` was written; null while nothing was written since the ledger was read */
  readonly writtenAt: string | null;
  readonly planPassed: boolean;
}

export interface CommandRequest<T> {
  readonly opId: string;
  /** command name, goes to the log as `command:NAME` */
  readonly name: string;
  /** for OP_REUSED: the command's own input as canonical JSON text, or the hash of `NAME\nTEXT` made beforehand */
  readonly content: string | { readonly sha256: string };
  readonly actor: LedgerActor;
  readonly session: string;
  /** synchronous and pure */
  readonly decide: (room: DecidingRoom) => Outcome<Decision<T>>;
  /** of a long command, in the place of `decide`: nothing of the ledger changes between its steps (W17) */
  readonly long?: (room: DecidingRoom) => Steps<Outcome<LongDecision<T>>>;
}

export interface Committed {
  readonly seq: number;
  readonly epoch: number;
  readonly at: string;
  readonly receipt: Receipt;
}

export interface Rooms {
  /** Run a governed command: same opId, same answer. Resolves after fsync. */
  command<T>(
    ledger: LedgerId,
    request: CommandRequest<T>,
  ): Promise<Outcome<Committed & { readonly value: T }>>;
  /** The ledger as durably committed (never an unacknowledged edit), projected. Cached per seq. */
  committed(
    ledger: LedgerId,
  ): Promise<
    Outcome<{ readonly lists: Lists; readonly seq: number; readonly epoch: number; readonly at: string }>
  >;
  /** Rights of a person, of a ledger, or of all changed: recompute for open sockets; those without access are closed. */
  rightsChanged(what: { readonly person?: PersonId; readonly ledger?: LedgerId }): Promise<void>;
  /** A session ended: close its sockets with 4401. */
  sessionEnded(session: string): void;
  /** After every durable commit, and once more when its texts have reached SQL (live views listen here). Returns the unsubscription. */
  onCommit(
    listener: (event: { readonly ledger: LedgerId; readonly seq: number; readonly commitNo: number }) => void,
  ): () => void;
  close(): Promise<void>;
}
