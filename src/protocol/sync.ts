/** Messages of `/sync/{ledger}`: their numbers and shapes. One rule each in docs/protocol.md. Encoding in codec.ts. */
import type { LedgerActor } from '#domain/roles.ts';
import type { Refusal } from '#domain/refusals.ts';

export const PROTOCOL_VERSION = 1;

/** First varuint of a frame. 0–3 are y-websocket's own. */
export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  welcome: 101,
  edit: 102,
  ack: 103,
  refused: 104,
  rights: 105,
  notice: 106,
} as const;

/** Proof of an acknowledged commit: `mac` is an HMAC over ledger, epoch, seq and hash (hex). */
export interface Receipt {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly mac: string;
}

/** Most opIds that one HELLO may ask about. */
export const HELLO_OPS_MAX = 2_000;

/**
 * board → server, first frame. `pageId` and `epoch` on a reconnect of the same page load. `ops`: opIds of which the
 * board does not know whether they were committed (at most HELLO_OPS_MAX); WELCOME answers in `known`.
 */
export interface Hello {
  readonly protocol: number;
  readonly pageId?: string;
  readonly epoch?: number;
  readonly receipt?: Receipt;
  readonly ops?: readonly string[];
}
/** server → board. The Doc takes `clientId` before anything is written. `readOnly`: refusal code while the ledger takes no writes. */
export interface Welcome {
  readonly pageId: string;
  readonly clientId: number;
  readonly epoch: number;
  readonly seq: number;
  readonly actor: LedgerActor;
  readonly planPassed: boolean;
  readonly readOnly: string | null;
  /** those of HELLO's `ops` that this person has committed in this ledger; WELCOME waits for commits under way first */
  readonly known?: readonly string[];
}
/** board → server. `update`: V1 update bytes. */
export interface Edit {
  readonly opId: string;
  readonly update: Uint8Array;
}
/** server → board, after fsync only. `superseded`: cells whose value in force is another's. */
export interface Ack {
  readonly opId: string;
  readonly seq: number;
  readonly receipt: Receipt;
  readonly at: string;
  readonly superseded: readonly { readonly cell: string; readonly by: string }[];
}
/** server → board: nothing of the edit was applied. The board must rebuild its document and rejoin as a new page id. */
export interface Refused {
  readonly opId: string;
  readonly cells: readonly string[];
  readonly reason: Refusal;
}
/** server → board: rights changed while connected. */
export interface Rights {
  readonly actor: LedgerActor;
  readonly planPassed: boolean;
}
/** server → board: `LEDGER_READ_ONLY`, `STORE_READ_ONLY`, `TAIL_LOST` …; null = normal again. */
export interface Notice {
  readonly code: string | null;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Close codes of both sockets. */
export const CLOSE = {
  malformed: 4400,
  sessionEnded: 4401,
  forbidden: 4403,
  notFound: 4404,
  helloTimeout: 4408,
  pageReplaced: 4409,
  epochChanged: 4410,
  protocolVersion: 4412,
  tooLarge: 4413,
  refused: 4422,
  rateLimited: 4429,
  internal: 4500,
  unavailable: 4503,
  slow: 4508,
} as const;

/** Presence as the server sends it inside awareness states: identity from the session, the rest from the client (≤ 1 KB). */
export interface PresenceState {
  readonly user: { readonly id: string; readonly name: string; readonly organisation: string };
  readonly at?: {
    readonly list: string;
    readonly row: string;
    readonly field: string;
    readonly writing: boolean;
  };
  /** y-codemirror cursor: relative positions in the mounted text */
  readonly cursor?: { readonly anchor: unknown; readonly head: unknown } | null;
}
