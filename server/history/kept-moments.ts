/** Moments that stay in the thread's memory, of any ledger: a bounded number, spread along the past rather than side by side. */
import type { LedgerContent } from '#document/lists-of-cells.ts';
import { sizeOf } from '#server/history/content.ts';
import { MOMENTS_KEPT_MAX, MOMENTS_KEPT_SIZE_MAX, NEIGHBOUR_COMMITS } from '#server/history/limits.ts';

export interface KeptMoment {
  readonly ledger: string;
  readonly seq: number;
  readonly content: LedgerContent;
  readonly size: number;
}

export class KeptMoments {
  /** used last, first */
  #kept: readonly KeptMoment[] = [];

  of(ledger: string): readonly KeptMoment[] {
    return this.#kept.filter((one) => one.ledger === ledger);
  }

  take(one: KeptMoment): LedgerContent {
    this.#kept = [one, ...this.#kept.filter((other) => other !== one)];
    return one.content;
  }

  /** In the place of its neighbours: from it they are a few commits away. */
  keep(ledger: string, seq: number, content: LedgerContent): void {
    const isNear = (one: KeptMoment): boolean =>
      one.ledger === ledger && Math.abs(one.seq - seq) < NEIGHBOUR_COMMITS;
    const fresh = { ledger, seq, content, size: sizeOf(content) };
    let size = 0;
    this.#kept = [fresh, ...this.#kept.filter((one) => !isNear(one))].filter((one, n) => {
      size += one.size;
      return n < MOMENTS_KEPT_MAX && (n === 0 || size <= MOMENTS_KEPT_SIZE_MAX);
    });
  }
}
