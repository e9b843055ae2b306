/** What a room is asked and what it tells: authors, results, events, and a change on its way to the disk. */
import type { CompiledQuery } from 'kysely';
import type { Outcome, Refusal } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { Applied } from '#server/rooms/guard/guarded-document.ts';
import type { Binding } from '#server/rooms/loading.ts';
import type { OpAnswer } from '#server/rooms/op-book.ts';
import type { ChangesAsBytes } from '#server/rooms/records.ts';
import type { Committed } from '#server/rooms/room.contract.ts';
import type { CommitEvent } from '#server/rooms/rooms.parts.ts';

/** Who writes, with the rights of this moment. */
export interface EditAuthor {
  readonly actor: LedgerActor;
  readonly session: string;
  readonly binding: Binding;
  readonly owns: (client: number) => boolean;
}

export type EditResult =
  | { readonly ok: true; readonly committed: Committed; readonly superseded: OpAnswer['superseded'] }
  | { readonly ok: false; readonly refusal: Refusal; readonly cells: readonly string[] }
  /** the room was dropped: the connection is closed, and the edit may be sent again */
  | { readonly ok: false; readonly dropped: true };

/** What a command answers once it is on disk. */
export type Answered<T> = Outcome<Committed & { readonly value: T }>;

export interface RoomEvents {
  /** all updates of one commit as one, after fsync; `author`: the key of their only sender, when there is one */
  readonly broadcast: (update: Uint8Array, seq: number, author: object | null) => void;
  readonly committed: (event: CommitEvent) => void;
  /** memory and store differ: everybody leaves, and the ledger is read again */
  readonly dropped: (reason: string) => void;
}

/** An applied change on its way to the disk. */
export interface Write {
  readonly act: string;
  readonly person: string;
  /** of the person, as it is now */
  readonly name: string;
  readonly role: string;
  /** ids behind the roles, joined by commas */
  readonly organisation: string;
  readonly session: string;
  readonly op: { readonly id: string; readonly contentHash: string } | null;
  readonly applied: Applied;
  /** of a long command: its changes, made into bytes beforehand; its rows are known to the records already */
  readonly changes?: ChangesAsBytes;
  readonly newClients: readonly { readonly client: number; readonly binding: Binding }[];
  readonly statements: readonly CompiledQuery[];
  readonly superseded: OpAnswer['superseded'];
  readonly value: unknown;
  readonly author: object | null;
  readonly settled: (result: EditResult) => void;
}
