/** Who waits for what is in memory to be on disk (rule G10): joiners, reads, answers without a commit of their own. */
export class DurableWaits {
  #waiting: { readonly seq: number; readonly tell: (durable: boolean) => void }[] = [];

  add(seq: number, tell: (durable: boolean) => void): void {
    this.#waiting.push({ seq, tell });
  }

  /** Everything up to and with `seq` is on disk, or will never be. */
  settle(seq: number, durable: boolean): void {
    const due = this.#waiting.filter((one) => one.seq <= seq);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => one.seq > seq);
    for (const { tell } of due) tell(durable);
  }
}
