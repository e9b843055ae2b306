/** One governed command at a time on a ledger, so that what it read from SQL still holds when it decides. Bounded. */
import { refuse, type Outcome } from '#domain/refusals.ts';

/** Most commands that may wait for one ledger; more are told to come back. */
export const WAITING_COMMANDS_MAX = 64;

export class LedgerQueue {
  readonly #tails = new Map<string, { readonly done: Promise<unknown>; readonly waiting: number }>();

  /** Run `work` after everything given earlier for this ledger. Refused with UNAVAILABLE when too many wait. */
  async run<T>(ledger: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const tail = this.#tails.get(ledger);
    const waiting = (tail?.waiting ?? 0) + 1;
    if (waiting > WAITING_COMMANDS_MAX) return refuse('UNAVAILABLE', { max: WAITING_COMMANDS_MAX });
    const result = (tail?.done ?? Promise.resolve()).then(work);
    // A failure belongs to whoever gave that command; the next one starts all the same.
    const done = result.then(
      () => this.#leave(ledger),
      () => this.#leave(ledger),
    );
    this.#tails.set(ledger, { done, waiting });
    return result;
  }

  #leave(ledger: string): void {
    const tail = this.#tails.get(ledger);
    if (!tail) return;
    if (tail.waiting <= 1) this.#tails.delete(ledger);
    else this.#tails.set(ledger, { done: tail.done, waiting: tail.waiting - 1 });
  }
}
