/** Frames of `/sync/{ledger}` to messages and back. Strict: whatever is not exactly a message is refused as MALFORMED. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { ack } from '#protocol/messages/ack.ts';
import { edit } from '#protocol/messages/edit.ts';
import { hello } from '#protocol/messages/hello.ts';
import { notice } from '#protocol/messages/notice.ts';
import { refused } from '#protocol/messages/refused.ts';
import { rights } from '#protocol/messages/rights.ts';
import { welcome } from '#protocol/messages/welcome.ts';
import { MESSAGE } from '#protocol/sync.ts';
import type { Ack, Edit, Hello, Notice, Refused, Rights, Welcome } from '#protocol/sync.ts';
import type { Shape } from '#protocol/wire.ts';

const SHAPES = { hello, welcome, edit, ack, refused, rights, notice } as const;
type OwnType = keyof typeof SHAPES;

export type OwnMessage =
  | { readonly type: 'hello'; readonly body: Hello }
  | { readonly type: 'welcome'; readonly body: Welcome }
  | { readonly type: 'edit'; readonly body: Edit }
  | { readonly type: 'ack'; readonly body: Ack }
  | { readonly type: 'refused'; readonly body: Refused }
  | { readonly type: 'rights'; readonly body: Rights }
  | { readonly type: 'notice'; readonly body: Notice };

/** Messages of y-websocket (S8): sync step 1 carries a state vector, step 2 and update carry V1 updates. */
export type StockMessage =
  | { readonly type: 'syncStep1'; readonly vector: Uint8Array }
  | { readonly type: 'syncStep2' | 'syncUpdate'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'queryAwareness' };

export type Message = OwnMessage | StockMessage;

const SYNC_PARTS = ['syncStep1', 'syncStep2', 'syncUpdate'] as const;
const TYPES = new Map<number, OwnType>(
  (Object.keys(SHAPES) as OwnType[]).map((type) => [MESSAGE[type], type]),
);

export function encodeMessage(message: Message): Uint8Array {
  const encoder = encoding.createEncoder();
  switch (message.type) {
    case 'syncStep1':
      encoding.writeVarUint(encoder, MESSAGE.sync);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint8Array(encoder, message.vector);
      break;
    case 'syncStep2':
    case 'syncUpdate':
      encoding.writeVarUint(encoder, MESSAGE.sync);
      encoding.writeVarUint(encoder, message.type === 'syncStep2' ? 1 : 2);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case 'awareness':
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case 'queryAwareness':
      encoding.writeVarUint(encoder, MESSAGE.queryAwareness);
      break;
    default:
      encoding.writeVarUint(encoder, MESSAGE[message.type]);
      (SHAPES[message.type] as Shape<OwnMessage['body']>).write(encoder, message.body);
  }
  return encoding.toUint8Array(encoder);
}

/** Decode one whole frame. Byte arrays in the message are views into `frame`. */
export function decodeMessage(frame: Uint8Array): Outcome<Message> {
  try {
    const decoder = decoding.createDecoder(frame);
    const message = read(decoder);
    return message && !decoding.hasContent(decoder) ? accept(message) : refuse('MALFORMED');
  } catch {
    // lib0 throws plain errors on bytes that end early; whatever it was, the frame is no message
    return refuse('MALFORMED');
  }
}

function read(decoder: decoding.Decoder): Message | undefined {
  const number = decoding.readVarUint(decoder);
  if (number === MESSAGE.sync) {
    const type = SYNC_PARTS[decoding.readVarUint(decoder)];
    const payload = decoding.readVarUint8Array(decoder);
    if (type === undefined) return undefined;
    return type === 'syncStep1' ? { type, vector: payload } : { type, update: payload };
  }
  if (number === MESSAGE.awareness) return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
  if (number === MESSAGE.queryAwareness) return { type: 'queryAwareness' };
  const type = TYPES.get(number);
  return type && ({ type, body: SHAPES[type].read(decoder) } as OwnMessage);
}

/** Everything that must not change without a new PROTOCOL_VERSION, as one text; a test keeps its hash. */
export const wireSchema = (): string =>
  (Object.keys(SHAPES) as OwnType[])
    .map((type) => `${MESSAGE[type]} ${type} ${SHAPES[type].text}`)
    .join('\n');
