/** One subscribed view over `/live`: pushed values while they follow on each other, read again where they do not. No Svelte. */
import { refuse, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import type { Changed, LiveMessage, Subscribe } from '#protocol/live.ts';
import { CLOSE } from '#protocol/sync.ts';
import { backoffMs, type WakeSource } from './backoff.ts';

/** The part of `WebSocket` that is used. */
export interface TextSocket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string): void;
  close(): void;
}

export type LiveState = 'connecting' | 'live' | 'offline' | 'ended';

export interface LiveChannelSettings<T> {
  readonly view: string;
  readonly initial: T;
  /** commit number of `initial` */
  readonly at: number;
  /** The whole view by GET; null when it may not be read any more. */
  readonly read: () => Promise<{ readonly value: T; readonly at: number } | null>;
  readonly open: () => TextSocket;
  readonly random: () => number;
  readonly wake: WakeSource;
  readonly changed: () => void;
}

const ENDINGS = new Map<number, Refusal>([
  [CLOSE.sessionEnded, refuse('SESSION_ENDED')],
  [CLOSE.forbidden, refuse('FORBIDDEN')],
  [CLOSE.notFound, refuse('NOT_FOUND')],
]);

export class LiveChannel<T> {
  readonly #settings: LiveChannelSettings<T>;
  readonly #unwake: () => void;
  #value: T;
  #at: number;
  #state: LiveState = 'connecting';
  #ended: Refusal | null = null;
  #socket: TextSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #reading = false;

  constructor(settings: LiveChannelSettings<T>) {
    this.#settings = settings;
    this.#value = settings.initial;
    this.#at = settings.at;
    this.#unwake = settings.wake(() => {
      if (this.#timer !== undefined) this.#connect();
    });
    this.#connect();
  }

  get value(): T {
    return this.#value;
  }
  /** store-wide commit number that the value shows */
  get at(): number {
    return this.#at;
  }
  get state(): LiveState {
    return this.#state;
  }
  get ended(): Refusal | null {
    return this.#ended;
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwake();
    this.#hangUp();
    this.#state = 'ended';
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#hangUp();
    const socket = this.#settings.open();
    this.#socket = socket;
    socket.onopen = () => {
      socket.send(
        JSON.stringify({ type: 'SUBSCRIBE', view: this.#settings.view, at: this.#at } satisfies Subscribe),
      );
      this.#tries = 0;
      this.#set('live');
    };
    socket.onmessage = (event) => this.#receive(String(event.data));
    socket.onclose = (event) => this.#lost(event.code);
    // A close always follows.
    socket.onerror = () => undefined;
  }

  #hangUp(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #lost(code: number): void {
    this.#socket = undefined;
    const ending = ENDINGS.get(code);
    if (ending) {
      this.#end(ending);
      return;
    }
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#tries, this.#settings.random()));
    this.#set('offline');
  }

  #receive(text: string): void {
    let message: LiveMessage;
    try {
      message = JSON.parse(text) as LiveMessage;
    } catch (error) {
      console.warn('Not a message of a live view', error);
      return;
    }
    if (message.view !== this.#settings.view) return;
    if (message.type === 'REFUSED') this.#end(refuse(message.code as RefusalCode));
    else if (message.type === 'CHANGED') this.#follow(message);
  }

  #follow({ from, to, value }: Changed): void {
    if (to < this.#at) return;
    // texts and a new day reach a view within the commit that it shows already; a pushed value is whole
    if (from === this.#at || to === this.#at) this.#take(value as T, to);
    else void this.#read();
  }

  /** Something was missed: the whole view is read, and later pushes count from there. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const read = await this.#settings.read();
      if (this.#state === 'ended') return;
      if (read === null) this.#end(refuse('FORBIDDEN'));
      else if (read.at >= this.#at) this.#take(read.value, read.at);
    } catch (error) {
      // The next push does not follow either, and asks again.
      console.warn('A live view could not be read again', error);
    } finally {
      this.#reading = false;
    }
  }

  #take(value: T, at: number): void {
    this.#value = value;
    this.#at = at;
    this.#settings.changed();
  }

  #end(reason: Refusal): void {
    this.destroy();
    this.#ended = reason;
    this.#settings.changed();
  }

  #set(state: LiveState): void {
    if (this.#state === state || this.#state === 'ended') return;
    this.#state = state;
    this.#settings.changed();
  }
}
