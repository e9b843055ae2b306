/** What whoever may decide about a closed ledger is told before they do (D13). */
import type { LedgerId } from '#domain/ids.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { ClosedLedger } from '#protocol/closed-ledger.ts';
import type { BackupStanding } from '#server/jobs/nightly-backup.ts';
import type { Loss } from '#server/rooms/loss.ts';
import type { LiveRooms } from '#server/rooms/rooms.ts';
import type { Store } from '#server/store/store.ts';

interface ClosedLedgerParts {
  readonly store: Pick<Store, 'db'>;
  readonly rooms: Pick<LiveRooms, 'loss'>;
  readonly backup: () => BackupStanding | null;
}
/** `LEDGER_DAMAGED` where nothing can be proven: there is nothing to go on from. */
export type ReadClosedLedger = (ledger: LedgerId) => Promise<Outcome<ClosedLedger>>;

export const createClosedLedger =
  ({ store, rooms, backup }: ClosedLedgerParts): ReadClosedLedger =>
  async (ledger) => {
    const read = await rooms.loss(ledger);
    if (!read.ok) return read;
    const loss = read.value;
    const standing = backup();
    const { tail = null } = loss ?? {};
    return accept({
      givesUp: loss?.givesUp ?? null,
      good: loss && { seq: loss.good.seq, at: await instantOf(store, ledger, loss.good.seq) },
      stays: loss?.stays ?? true,
      written: loss && !loss.stays ? await writtenIn(store, ledger, loss) : null,
      missing: tail && { from: tail.from, to: tail.to, noticedAt: tail.at },
      backup: standing && { at: standing.lastAt, ok: standing.failure === null },
    });
  };

async function instantOf({ db }: Pick<Store, 'db'>, ledger: LedgerId, seq: number): Promise<string | null> {
  const row = await db
    .selectFrom('log')
    .select('at')
    .where('ledger', '=', ledger)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.at ?? null;
}

async function writtenIn(
  { db }: Pick<Store, 'db'>,
  ledger: LedgerId,
  { givesUp, good }: Loss,
): Promise<ClosedLedger['written']> {
  const { count, firstAt, lastAt } = await db
    .selectFrom('log')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min('at').as('firstAt'),
      fn.max('at').as('lastAt'),
    ])
    .where('ledger', '=', ledger)
    .where('seq', '>', good.seq)
    .where('seq', '<=', givesUp.to ?? good.seq)
    .executeTakeFirstOrThrow();
  return count === 0 ? null : { count, firstAt, lastAt };
}
