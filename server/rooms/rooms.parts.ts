/** What the live rooms are given by the composition root. */
import type { LedgerId } from '#domain/ids.ts';
import type { CoreLimits } from '#server/core-settings.ts';
import type { Store } from '#server/store/store.ts';
import type { ActorFor } from '#server/transport/sync/access.contract.ts';

/** The part of pino that is used. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RoomsParts {
  readonly store: Store;
  readonly actorFor: ActorFor;
  /** signs receipts and derives client ids; kept apart from the database */
  readonly receiptKey: Uint8Array | string;
  readonly clock: () => Date;
  /** the calendar day of the office, `YYYY-MM-DD` */
  readonly today: () => string;
  readonly log: Log;
  /** how long the first entry of a commit waits for company; default `GROUP_WINDOW_MS` */
  readonly groupWindowMs?: number;
  readonly limits: CoreLimits;
  /** in [0, 1), spreads those who are told to come again; default Math.random */
  readonly random?: () => number;
}

/** Limits that are not named are the standard ones. */
export type RoomsSettings = Omit<RoomsParts, 'limits'> & { readonly limits?: Partial<CoreLimits> };

export interface CommitEvent {
  readonly ledger: LedgerId;
  readonly seq: number;
  readonly commitNo: number;
}
