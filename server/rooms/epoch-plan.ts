/** What a new epoch follows, and what it goes on without: of a sound ledger nothing, of one that lost its tail or is damaged what can't be proven. */
import type { CompiledQuery } from 'kysely';
import { readEvidence, type Evidence } from '#server/rooms/damage-evidence.ts';
import type { Head } from '#server/rooms/commit-part.ts';
import { readLoss, type GivenUpCommits } from '#server/rooms/loss.ts';
import type { Room } from '#server/rooms/room.ts';
import type { LedgerTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

export interface EpochPlan {
  /** head of the chain that it follows; after damage its seq is that of the last commit given up */
  readonly before: Head;
  readonly epoch: number;
  readonly at: string;
  readonly givenUp: GivenUpCommits | null;
  /** what is taken out of the tables, and what the ledger's row says until then; null where nothing is */
  readonly moved: { readonly evidence: Evidence; readonly standing: LedgerTable } | null;
}

/**
 * A number that no other life of this ledger can have had: what was lost may have begun epochs of its own, and a page that knows
 * one of those must not take this document for its own.
 */
export const epochAfter = (epoch: number, at: Date): number =>
  Math.max(epoch + 1, Math.floor(at.getTime() / 1_000));

/** Of a room that nobody can enter any more and in which everything is on disk. */
export async function planEpoch(room: Room, store: Store, now: Date): Promise<EpochPlan> {
  const head = { epoch: room.epoch, seq: room.durableSeq, hash: room.durableHash };
  const at = now.toISOString();
  const loss = await readLoss(room, store);
  if (!loss) return { before: head, epoch: head.epoch + 1, at, givenUp: null, moved: null };
  const { givesUp, good, stays, tail, standing } = loss;
  const epoch = epochAfter(Math.max(head.epoch, standing.epoch, tail?.epoch ?? 0), now);
  if (givesUp.cause === 'tail') return { before: head, epoch, at, givenUp: givesUp, moved: null };
  const to = givesUp.to ?? good.seq;
  const evidence = stays
    ? null
    : await readEvidence(store, { ledger: room.ledger, good: good.seq, until: to + 1 });
  return {
    before: { ...good, seq: to },
    epoch,
    at,
    givenUp: givesUp,
    moved: evidence && { evidence, standing },
  };
}

/** The ledger's row is led back to its last good commit, as long as it stands where it stood. */
export const goodHeadStatement = (
  { db }: Pick<Store, 'db'>,
  { id, epoch, seq, chain_hash: hash }: LedgerTable,
  good: Head,
): CompiledQuery =>
  db
    .updateTable('ledger')
    .set({ epoch: good.epoch, seq: good.seq, chain_hash: good.hash, prose_seq: 0, rows_seq: 0 })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('seq', '=', seq)
    .where('chain_hash', '=', hash)
    .compile();
