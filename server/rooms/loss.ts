/** What a closed ledger would go on without if somebody decided so now, as far as the server knows (D12, D13, S17). Only reads. */
import type { Head } from '#server/rooms/commit-part.ts';
import { damagedPart } from '#server/rooms/known-commits.ts';
import { readLostTail, type LostTail } from '#server/rooms/lost-tail.ts';
import type { Room } from '#server/rooms/room.ts';
import { readLedger } from '#server/store/log.ts';
import type { LedgerTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

type Reading = Pick<Store, 'db'>;

/** Commits that an epoch goes on without, or whose proof it does; the last one where that is known. */
export interface GivenUpCommits {
  readonly cause: 'tail' | 'damage';
  readonly from: number;
  readonly to: number | null;
}

export interface Loss {
  readonly givesUp: GivenUpCommits;
  /** where the ledger stands, and goes on from */
  readonly good: Head;
  /** nothing that stands is taken away: the document is proven by a later checkpoint, only what led to it is not */
  readonly stays: boolean;
  /** what receipts showed to be missing, of a damaged ledger besides its damage */
  readonly tail: LostTail | null;
  /** the ledger's own row */
  readonly standing: LedgerTable;
}

/** Null of a ledger that takes writes. */
export async function readLoss(
  { ledger, epoch, durableSeq, durableHash, readOnly }: Room,
  store: Reading,
): Promise<Loss | null> {
  const damaged = readOnly?.code === 'LEDGER_DAMAGED';
  if (!damaged && readOnly?.code !== 'TAIL_LOST') return null;
  const good = { epoch, seq: durableSeq, hash: durableHash };
  const standing = await readLedger(store.db, ledger);
  if (!standing) throw new Error(`Ledger ${ledger} has no row of its own.`);
  const tail = await readLostTail(store, ledger);
  if (!damaged) {
    const from = Math.min(good.seq + 1, tail?.from ?? good.seq + 1);
    return { givesUp: { cause: 'tail', from, to: tail?.to ?? null }, good, stays: true, tail, standing };
  }
  const { from, to } = await damagedPart(store, { durableSeq, readOnly }, standing);
  const stays = standing.seq === good.seq && standing.chain_hash === good.hash && to === good.seq;
  return { givesUp: { cause: 'damage', from, to }, good, stays, tail, standing };
}
