/**
 * One socket to `/sync/{ledger}` from HELLO to close: says HELLO, waits for WELCOME, then hands on decoded messages.
 * Knows no document; frames that come before somebody listens are kept.
 */
import { decodeMessage, encodeMessage, type Message } from '#protocol/codec.ts';
import { retryAfterMs } from '#protocol/retry-after.ts';
import { CLOSE, type Hello, type Welcome } from '#protocol/sync.ts';

/** The part of `WebSocket` that is used; tests bring pairs in memory. */
export interface RawSocket {
  binaryType: string;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}
export type OpenSocket = (url: string) => RawSocket;

/** A server that does not say WELCOME by then is given up. */
export const WELCOME_MS_MAX = 15_000;
/** Frames kept between WELCOME and the first listener. */
const EARLY_FRAMES_MAX = 1_000;
/** A close without a code of ours: the network, or an upgrade that was refused. */
export const CLOSED_UNKNOWN = 1006;

export interface WireListener {
  /** `frame`: the bytes of the message, for y-websocket's provider */
  readonly message: (message: Message, frame: Uint8Array) => void;
  readonly closed: (code: number) => void;
}

export interface Greeting {
  readonly welcomed: (wire: WelcomedWire) => void;
  /** Closed before WELCOME. */
  readonly failed: (code: number) => void;
  /** The server closed, before or after WELCOME, and says when to come again. */
  readonly later?: (ms: number) => void;
}

export class WelcomedWire {
  readonly #raw: RawSocket;
  readonly #greeting: Greeting;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #welcome: Welcome | undefined;
  #listener: WireListener | undefined;
  #early: { message: Message; frame: Uint8Array }[] = [];
  #closed: number | undefined;
  #received = 0;

  constructor(url: string, open: OpenSocket, hello: () => Hello, greeting: Greeting) {
    this.#greeting = greeting;
    this.#raw = open(url);
    this.#raw.binaryType = 'arraybuffer';
    this.#raw.onopen = () => this.send({ type: 'hello', body: hello() });
    this.#raw.onmessage = (event) => this.#receive(new Uint8Array(event.data as ArrayBuffer));
    this.#raw.onclose = (event) => {
      const ms = retryAfterMs(event.reason);
      if (ms > 0 && this.#closed === undefined) greeting.later?.(ms);
      this.#end(event.code || CLOSED_UNKNOWN);
    };
    // A close always follows, and says more.
    this.#raw.onerror = () => undefined;
    this.#deadline = setTimeout(() => this.#giveUp(CLOSE.helloTimeout), WELCOME_MS_MAX);
  }

  get welcome(): Welcome {
    if (!this.#welcome) throw new Error('No WELCOME yet');
    return this.#welcome;
  }

  /** Frames that came in so far: a sign of life. */
  get received(): number {
    return this.#received;
  }

  listen(listener: WireListener): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const { message, frame } of early) listener.message(message, frame);
    if (this.#closed !== undefined) listener.closed(this.#closed);
  }

  send(message: Message): void {
    this.sendFrame(encodeMessage(message));
  }
  sendFrame(frame: Uint8Array): void {
    if (this.#closed === undefined) this.#raw.send(frame as Uint8Array<ArrayBuffer>);
  }

  /** Leave quietly: nobody is told any more. */
  close(): void {
    clearTimeout(this.#deadline);
    this.#listener = undefined;
    if (this.#closed !== undefined) return;
    this.#closed = CLOSED_UNKNOWN;
    this.#raw.close();
  }

  #receive(frame: Uint8Array): void {
    if (this.#closed !== undefined) return;
    this.#received += 1;
    const decoded = decodeMessage(frame);
    if (!decoded.ok) {
      this.#giveUp(CLOSE.malformed);
      return;
    }
    const message = decoded.value;
    if (this.#welcome === undefined) {
      if (message.type !== 'welcome') return;
      clearTimeout(this.#deadline);
      this.#welcome = message.body;
      this.#greeting.welcomed(this);
    } else if (this.#listener) this.#listener.message(message, frame);
    else if (this.#early.length < EARLY_FRAMES_MAX) this.#early.push({ message, frame });
    else this.#giveUp(CLOSE.slow);
  }

  #giveUp(code: number): void {
    this.#raw.close();
    this.#end(code);
  }

  #end(code: number): void {
    if (this.#closed !== undefined) return;
    this.#closed = code;
    clearTimeout(this.#deadline);
    if (this.#welcome === undefined) this.#greeting.failed(code);
    else this.#listener?.closed(code);
  }
}
