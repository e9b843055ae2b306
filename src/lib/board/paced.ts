/** Runs the latest of many wishes at most once in a time: the first at once, the last one surely. */
export class Paced {
  readonly #ms: number;
  #next: (() => void) | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  run(work: () => void): void {
    this.#next = work;
    if (this.#pause === undefined) this.#turn();
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#next = undefined;
  }

  #turn(): void {
    const work = this.#next;
    this.#next = undefined;
    this.#pause = work && setTimeout(() => this.#turn(), this.#ms);
    work?.();
  }
}
