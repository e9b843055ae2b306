/** What the live rooms count for /metrics: never by person or ledger. */
import type { EpochReason } from '#server/rooms/weight.ts';

export type EpochCause = EpochReason | 'asked';

export class RoomCounts {
  readonly epochs: Record<EpochCause, number> = { clients: 0, structs: 0, size: 0, asked: 0 };
  /** documents that should have been written anew and were not */
  epochsFailed = 0;
  /** time in which rooms took no edits because of it */
  epochSeconds = 0;
  joinsTurnedAway = 0;
  closedSlow = 0;
  closedRateLimited = 0;
  /** merged updates sent to connections that had fallen behind */
  caughtUp = 0;
}
