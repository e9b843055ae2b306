/** How fast edits may leave, so that a page with a long backlog stays well below the server's limit of frames. */
import { FRAMES_BURST_MAX, FRAMES_PER_SECOND } from '#protocol/limits.ts';

/** The rest is left to presence, greetings and the other clock. */
const SHARE = 0.5;

export class SendBudget {
  readonly #now: () => number;
  #frames = FRAMES_BURST_MAX * SHARE;
  #at: number;

  /** `now`: milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** 0: one frame may go now and is counted; else milliseconds until one may. */
  take(): number {
    const now = this.#now();
    const perMs = (FRAMES_PER_SECOND * SHARE) / 1_000;
    // A clock that was set back refills nothing.
    this.#frames = Math.min(FRAMES_BURST_MAX * SHARE, this.#frames + Math.max(0, now - this.#at) * perMs);
    this.#at = now;
    if (this.#frames >= 1) {
      this.#frames -= 1;
      return 0;
    }
    return Math.ceil((1 - this.#frames) / perMs);
  }
}
