/** The updates of one commit, as one for everybody who gets them. */
import { mergedUpdates } from '#server/rooms/merged-updates.ts';

interface Sent {
  readonly update: Uint8Array;
  /** the key of who sent it */
  readonly author: object | null;
}

export class Batch {
  #sent: Sent[] = [];

  add(update: Uint8Array, author: object | null): void {
    this.#sent.push({ update, author });
  }

  /** All since the last call; `author` when they are all of one. Null when there were none. */
  take(): Sent | null {
    const sent = this.#sent;
    this.#sent = [];
    const [first] = sent;
    if (!first) return null;
    const author = sent.every((one) => one.author === first.author) ? first.author : null;
    return { update: mergedUpdates(sent.map((one) => one.update)), author };
  }
}
