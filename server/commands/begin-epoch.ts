/** A new epoch on a person's decision (S14, S9, D12): the document is written anew, TAIL_LOST or damage ends, and it is on record. */
import type { LedgerId } from '#domain/ids.ts';
import { refuse, type Outcome } from '#domain/refusals.ts';
import { auditStatement } from '#server/access/audit.ts';
import type { GivenUpCommits } from '#server/rooms/loss.ts';
import type { LiveRooms } from '#server/rooms/rooms.ts';
import type { Store } from '#server/store/store.ts';

/** Characters of a reason. */
export const EPOCH_REASON_CHARS_MAX = 500;

export interface EpochAsked {
  readonly ledger: LedgerId;
  /** person id */
  readonly by: string;
  readonly reason: string;
  /** what the person was told would be given up (D13): `CONFLICT` when it is something else by now */
  readonly shown?: GivenUpCommits;
}
export type BeginEpoch = (
  asked: EpochAsked,
) => Promise<Outcome<{ readonly epoch: number; readonly seq: number }>>;

export const createBeginEpoch =
  ({ store, rooms, clock }: { store: Store; rooms: LiveRooms; clock: () => Date }): BeginEpoch =>
  async ({ ledger, by, reason, shown }) => {
    const why = reason.trim();
    if (why === '') return refuse('REASON_REQUIRED');
    return rooms.switchEpoch(ledger, {
      person: by,
      reason: why,
      ...(shown && { shown }),
      records: ({ epoch, seq, givenUp }) => [
        auditStatement(store, clock(), {
          by,
          act: 'ledger.epoch',
          target: ledger,
          detail: {
            reason: why,
            epoch,
            seq,
            tailLost: givenUp?.cause === 'tail',
            damaged: givenUp?.cause === 'damage',
            ...(givenUp && { givenUpFrom: givenUp.from, givenUpTo: givenUp.to }),
          },
        }),
      ],
    });
  };
