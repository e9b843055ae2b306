/** A live view as a page sees it: its value moves as people work. Copies the channel's state into runes, nothing more. */
import type { Refusal } from '#domain/refusals.ts';
import { browserWake } from './backoff.ts';
import { LiveChannel, type LiveChannelSettings, type LiveState, type TextSocket } from './live-channel.ts';
import { inBrowser, socketUrl } from './surroundings.ts';

export interface LiveViewOptions<T> {
  /** e.g. `overview:{round}` */
  readonly view: string;
  readonly initial: T;
  /** commit number of `initial` */
  readonly at: number;
  /** The whole view by GET; null when it may not be read any more. */
  readonly read: () => Promise<{ readonly value: T; readonly at: number } | null>;
  /** tests bring their own */
  readonly around?: Pick<LiveChannelSettings<T>, 'open' | 'random' | 'wake'>;
}

export class LiveView<T> {
  #value = $state.raw() as T;
  #connection = $state.raw<LiveState>('connecting');
  #ended = $state.raw<Refusal | null>(null);
  readonly #channel: LiveChannel<T> | undefined;

  /** Connects at once in a browser; inert where the page is rendered on the server. */
  constructor({ view, initial, at, read, around }: LiveViewOptions<T>) {
    this.#value = initial;
    if (!around && !inBrowser()) return;
    const parts = around ?? {
      open: () => new WebSocket(socketUrl('/live')) as TextSocket,
      random: Math.random,
      wake: browserWake,
    };
    this.#channel = new LiveChannel({ view, initial, at, read, ...parts, changed: () => this.#show() });
  }

  get value(): T {
    return this.#value;
  }
  get connection(): LiveState {
    return this.#connection;
  }
  /** why nothing more will come, or null */
  get ended(): Refusal | null {
    return this.#ended;
  }

  destroy(): void {
    this.#channel?.destroy();
  }

  #show(): void {
    const channel = this.#channel;
    if (!channel) return;
    this.#value = channel.value;
    this.#connection = channel.state;
    this.#ended = channel.ended;
  }
}
