/** Rule G1: how many frames a connection may send. Time comes in as an argument. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = nowMs;
  }

  /** Take `tokens`; false when there are not enough. */
  take(nowMs: number, tokens = 1): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#at);
    this.#at = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs * this.#perSecond) / 1_000);
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }
}
