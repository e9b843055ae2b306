/** Opens wires to one ledger, each after its jittered wait; a sign that the network is back ends the wait at once. */
import type { Hello } from '#protocol/sync.ts';
import { backoffMs, type WakeSource } from './backoff.ts';
import { WelcomedWire, type Greeting, type OpenSocket } from './welcomed-wire.ts';

export interface DialerSettings {
  readonly url: string;
  readonly open: OpenSocket;
  readonly random: () => number;
  readonly wake: WakeSource;
}

export class Dialer {
  readonly #settings: DialerSettings;
  readonly #unwake: () => void;
  readonly #waiting = new Set<() => void>();
  #tries = 0;
  /** the server asked for so much patience before the next try */
  #leastMs = 0;

  constructor(settings: DialerSettings) {
    this.#settings = settings;
    this.#unwake = settings.wake(() => this.hurry());
  }

  /**
   * A connection did useful work: the next loss is met quickly again, though not by all pages in the same instant.
   * `strikes`: documents dropped without anything acknowledged since; they count as tries.
   */
  succeeded(strikes: number): void {
    this.#tries = 1 + strikes;
  }

  /** Wait, open, greet. Returns the way to give it up. */
  dial(hello: () => Hello, greeting: Greeting): () => void {
    let wire: WelcomedWire | undefined;
    const start = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(start);
      wire = new WelcomedWire(this.#settings.url, this.#settings.open, hello, {
        failed: greeting.failed,
        later: (ms) => (this.#leastMs = ms),
        welcomed: (arrived) => {
          // From here on it belongs to whoever takes it.
          wire = undefined;
          greeting.welcomed(arrived);
        },
      });
    };
    this.#waiting.add(start);
    const timer = setTimeout(start, Math.max(this.#leastMs, backoffMs(this.#tries, this.#settings.random())));
    this.#leastMs = 0;
    this.#tries += 1;
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(start);
      wire?.close();
    };
  }

  hurry(): void {
    for (const start of this.#waiting) start();
  }

  destroy(): void {
    this.#unwake();
    this.#waiting.clear();
  }
}
