/** How a client speaks to each server: what it says first, how it wraps an update, and what it makes of a frame. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import { MESSAGE, PROTOCOL_VERSION } from '#protocol/sync.ts';

export type Heard =
  /** everything of the document has come */
  | { readonly kind: 'inStep' }
  /** to be said in turn */
  | { readonly kind: 'say'; readonly frame: Uint8Array; readonly clientId?: number }
  /** the edit of this number is acknowledged; undefined: the oldest that is not yet */
  | { readonly kind: 'acknowledged'; readonly n: number | undefined }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'update' };

export interface Dialect {
  readonly first: (room: string) => Uint8Array;
  readonly edit: (room: string, update: Uint8Array, n: number) => Uint8Array;
  readonly hear: (frame: Buffer, room: string) => Heard;
  /** the update in a frame, for those who want to read it */
  readonly updateIn: (frame: Buffer, room: string) => Uint8Array | undefined;
  /** does an acknowledgement tell that an edit is safe? */
  readonly acknowledges: boolean;
}

const UPDATE: Heard = { kind: 'update' };
const IN_STEP: Heard = { kind: 'inStep' };
const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc());
const STEP_1 = encodeMessage({ type: 'syncStep1', vector: EMPTY_VECTOR });
const SYNC = 0;
const STEP_2 = 1;

function stockUpdate(frame: Buffer): Uint8Array | undefined {
  const decoded = decodeMessage(new Uint8Array(frame));
  if (!decoded.ok) return undefined;
  const message = decoded.value;
  return message.type === 'syncStep2' || message.type === 'syncUpdate' ? message.update : undefined;
}

/** y-websocket's own messages, as the relay passes them on and as its server speaks them. */
export const STOCK: Dialect = {
  first: () => STEP_1,
  edit: (_room, update) => encodeMessage({ type: 'syncUpdate', update }),
  hear: (frame) => (frame[0] === SYNC && frame[1] === STEP_2 ? IN_STEP : UPDATE),
  updateIn: stockUpdate,
  acknowledges: false,
};

const OP_PREFIX = 'bench0000';
const opIdOf = (n: number): string => `${OP_PREFIX}${String(n).padStart(7, '0')}`;

export const BOARD: Dialect = {
  first: () => encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } }),
  edit: (_room, update, n) => encodeMessage({ type: 'edit', body: { opId: opIdOf(n), update } }),
  hear(frame) {
    const [type, part] = frame;
    if (type === SYNC) return part === STEP_2 ? IN_STEP : UPDATE;
    if (type !== MESSAGE.welcome && type !== MESSAGE.ack && type !== MESSAGE.refused) return UPDATE;
    const decoded = decodeMessage(new Uint8Array(frame));
    if (!decoded.ok) return { kind: 'refused', reason: 'The server sent what is no message.' };
    const message = decoded.value;
    if (message.type === 'welcome') return { kind: 'say', frame: STEP_1, clientId: message.body.clientId };
    if (message.type === 'ack')
      return { kind: 'acknowledged', n: Number(message.body.opId.slice(OP_PREFIX.length)) };
    return { kind: 'refused', reason: message.type === 'refused' ? message.body.reason.code : message.type };
  },
  updateIn: stockUpdate,
  acknowledges: true,
};

const HOCUSPOCUS = { sync: 0, authentication: 2, syncReply: 4, syncStatus: 8 } as const;
const AUTHENTICATED = 2;

function addressed(room: string, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, room);
    write(encoder);
  });
}

/** Hocuspocus' provider: each frame begins with the document's name; a token, then sync; each update is answered by a status. */
export const HOCUSPOCUS_PROVIDER: Dialect = {
  first: (room) =>
    addressed(room, (encoder) => {
      encoding.writeVarUint(encoder, HOCUSPOCUS.authentication);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'token');
    }),
  edit: (room, update) =>
    addressed(room, (encoder) => {
      encoding.writeVarUint(encoder, HOCUSPOCUS.sync);
      encoding.writeVarUint(encoder, 2);
      encoding.writeVarUint8Array(encoder, update);
    }),
  hear(frame, room) {
    // the name is short and known: what follows it says what this is
    const decoder = decoding.createDecoder(frame.subarray(Buffer.byteLength(room) + 1));
    const type = decoding.readVarUint(decoder);
    if (type === HOCUSPOCUS.authentication) {
      if (decoding.readVarUint(decoder) !== AUTHENTICATED)
        return { kind: 'refused', reason: 'not authenticated' };
      const step1 = addressed(room, (encoder) => {
        encoding.writeVarUint(encoder, HOCUSPOCUS.sync);
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint8Array(encoder, EMPTY_VECTOR);
      });
      return { kind: 'say', frame: step1 };
    }
    if (type === HOCUSPOCUS.syncStatus)
      return decoding.readVarUint(decoder) === 1
        ? { kind: 'acknowledged', n: undefined }
        : { kind: 'refused', reason: 'sync status' };
    return (type === HOCUSPOCUS.sync || type === HOCUSPOCUS.syncReply) &&
      decoding.readVarUint(decoder) === STEP_2
      ? IN_STEP
      : UPDATE;
  },
  updateIn(frame, room) {
    const decoder = decoding.createDecoder(frame.subarray(Buffer.byteLength(room) + 1));
    const type = decoding.readVarUint(decoder);
    if (type !== HOCUSPOCUS.sync && type !== HOCUSPOCUS.syncReply) return undefined;
    return decoding.readVarUint(decoder) >= STEP_2 ? decoding.readVarUint8Array(decoder) : undefined;
  },
  acknowledges: true,
};
