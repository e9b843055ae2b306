/** How many connections are let in at one time: the next ones wait in order, and more than that are told when to come again. */
import type { CoreLimits } from '#server/core-settings.ts';

export class Admission {
  readonly #limits: Pick<CoreLimits, 'joinsMax' | 'joinsWaitingMax'>;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(limits: Pick<CoreLimits, 'joinsMax' | 'joinsWaitingMax'>) {
    this.#limits = limits;
  }

  get inside(): number {
    return this.#inside;
  }
  get waiting(): number {
    return this.#waiting.length;
  }

  /** False: there is no place, not even to wait. Else call `leave` once the work is done. */
  async enter(): Promise<boolean> {
    if (this.#inside < this.#limits.joinsMax) {
      this.#inside += 1;
      return true;
    }
    if (this.#waiting.length >= this.#limits.joinsWaitingMax) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** The place goes to whoever waits longest. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside -= 1;
  }
}
