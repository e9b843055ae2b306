/**
 * What y-websocket's provider takes for its WebSocket: it reports `open` only after WELCOME, and lets through what the
 * provider does well (sync step 1 and its answer, updates of others, awareness). Own edits never leave through the
 * provider: the outbox sends the same bytes as EDIT, and answers the server's step 1.
 */
import * as decoding from 'lib0/decoding';
import { decodeMessage } from '#protocol/codec.ts';
import { CLOSED_UNKNOWN, type WelcomedWire } from './welcomed-wire.ts';

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** Where sockets come from and where everything goes that is not the provider's business. */
export interface SocketPort {
  /** Bring a wire that was welcomed as this page; returns the way to give it up. */
  readonly connect: (arrived: (wire: WelcomedWire) => void, failed: (code: number) => void) => () => void;
  readonly opened: (wire: WelcomedWire) => void;
  /** an update of the document as it came, before it is applied */
  readonly heard: (update: Uint8Array) => void;
  /** ACK, REFUSED, RIGHTS, NOTICE */
  readonly answered: (message: OwnAnswer) => void;
}

type Decoded = Extract<ReturnType<typeof decodeMessage>, { ok: true }>['value'];
export type OwnAnswer = Extract<Decoded, { type: 'ack' | 'refused' | 'rights' | 'notice' }>;

export class SandanSocket {
  static readonly CONNECTING = STATES.CONNECTING;
  static readonly OPEN = STATES.OPEN;
  static readonly CLOSING = STATES.CLOSING;
  static readonly CLOSED = STATES.CLOSED;
  readonly OPEN = STATES.OPEN;

  binaryType = 'arraybuffer';
  readyState: number = STATES.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: ArrayBufferLike | Uint8Array }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  readonly #port: SocketPort;
  readonly #giveUp: () => void;
  #wire: WelcomedWire | undefined;

  constructor(port: SocketPort) {
    this.#port = port;
    this.#giveUp = port.connect(
      (wire) => this.#arrive(wire),
      (code) => this.#end(code),
    );
  }

  /** From the provider: step 1 and own awareness go out; its updates and step 2 are the outbox's business. */
  send(frame: Uint8Array): void {
    const wire = this.#wire;
    const decoded = decodeMessage(frame);
    if (!wire || !decoded.ok) return;
    const message = decoded.value;
    // The provider repeats what it heard of others; the server knows.
    const goes =
      message.type === 'syncStep1' ||
      (message.type === 'awareness' && speaksOf(message.update, wire.welcome.clientId));
    if (goes) wire.sendFrame(frame);
  }

  close(): void {
    this.readyState = STATES.CLOSED;
    this.#giveUp();
    this.#wire?.close();
  }

  #arrive(wire: WelcomedWire): void {
    if (this.readyState !== STATES.CONNECTING) {
      wire.close();
      return;
    }
    this.#wire = wire;
    this.readyState = STATES.OPEN;
    this.#port.opened(wire);
    this.onopen?.();
    wire.listen({
      closed: (code) => this.#end(code),
      message: (message, frame) => {
        switch (message.type) {
          case 'ack':
          case 'refused':
          case 'rights':
          case 'notice':
            this.#port.answered(message);
            break;
          case 'syncStep2':
          case 'syncUpdate':
            this.#port.heard(message.update);
            this.onmessage?.({ data: frame.length === frame.buffer.byteLength ? frame.buffer : frame });
            break;
          case 'awareness':
          case 'queryAwareness':
            // The whole buffer is read in place; a view would be copied.
            this.onmessage?.({ data: frame.length === frame.buffer.byteLength ? frame.buffer : frame });
            break;
          case 'syncStep1':
            // Everything that the server may lack is in the outbox, which was sent when the socket opened.
            break;
          case 'hello':
          case 'welcome':
          case 'edit':
            wire.close();
            this.#end(CLOSED_UNKNOWN);
        }
      },
    });
  }

  #end(code: number): void {
    if (this.readyState === STATES.CLOSED) return;
    this.readyState = STATES.CLOSED;
    this.onclose?.({ code, reason: '' });
  }
}

/** Is there a state of this client in the awareness update? */
function speaksOf(update: Uint8Array, clientId: number): boolean {
  const decoder = decoding.createDecoder(update);
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
    if (decoding.readVarUint(decoder) === clientId) return true;
    decoding.readVarUint(decoder);
    decoding.readVarString(decoder);
  }
  return false;
}
