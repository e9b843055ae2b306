/** What the rest of the server may ask of a ledger's past. All of it is read in a thread of its own; nothing here writes. */
import type { LedgerContent } from '#document/lists-of-cells.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { ChangedSince, HistoryAsk, HistoryPage, PastView } from '#protocol/history.ts';

/** A ledger as it stood after the commit `seq`, exactly (rule H3). */
export interface LedgerMoment {
  readonly ledger: LedgerId;
  /** epoch of that commit */
  readonly epoch: number;
  readonly seq: number;
  /** instant of that commit; null for 0, when nothing had been written */
  readonly at: string | null;
  readonly content: LedgerContent;
}

export interface Past {
  /**
   * The whole ledger after the commit `seq` (0: empty), rows in the bin among it; `listsOfContent` makes the lists of it.
   * `NO_SUCH_MOMENT` for a seq the log does not reach or no longer holds, `LEDGER_DAMAGED` where log and checkpoints do not fit.
   */
  readonly stateAt: (ledger: LedgerId, seq: number) => Promise<Outcome<LedgerMoment>>;
  /** The last commit at or before this ISO instant; 0 when there was none. */
  readonly seqAt: (ledger: LedgerId, instant: string) => Promise<Outcome<number>>;
  /** `stateAt` as JSON text of a `PastView`; `at` is a seq or an ISO instant. */
  readonly viewText: (ledger: LedgerId, at: string) => Promise<Outcome<string>>;
  readonly view: (ledger: LedgerId, at: string) => Promise<Outcome<PastView>>;
  /** One page, newest first (H5). */
  readonly page: (ledger: LedgerId, ask: HistoryAsk) => Promise<Outcome<HistoryPage>>;
  /** Cells that others changed after what this person has seen (H7). */
  readonly changedSince: (ledger: LedgerId, person: PersonId) => Promise<Outcome<ChangedSince>>;
}

/** Asked by itself it answers the server's own questions. */
export interface History extends Past {
  /** The same for a person: so many of their questions may wait at once and no more (`UNAVAILABLE`, H5). */
  readonly askedBy: (person: PersonId) => Past;
  readonly close: () => Promise<void>;
}
