/** What a new epoch follows, and what it goes on without: of a sound ledger nothing, of one that lost its tail or is damaged what can't be proven. */
import type { CompiledQuery } from 'kysely';
import { readEvidence, type Evidence } from '#server/rooms/damage-evidence.ts';
import type { Head } from '#server/rooms/commit-part.ts';
import { readLostTail } from '#server/rooms/lost-tail.ts';
import type { Room } from '#server/rooms/room.ts';
import { readLedger } from '#server/store/log.ts';
import type { LedgerTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

/** Commits that an epoch goes on without, or whose proof it does; the last one where that is known. */
export interface GivenUpCommits {
  readonly cause: 'tail' | 'damage';
  readonly from: number;
  readonly to: number | null;
}

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
  const { readOnly } = room;
  if (readOnly?.code === 'LEDGER_DAMAGED')
    return planAfterDamage(room, head, Number(readOnly.params['at'] ?? head.seq + 1), { store, now });
  if (readOnly?.code !== 'TAIL_LOST')
    return { before: head, epoch: head.epoch + 1, at, givenUp: null, moved: null };
  const lost = await readLostTail(store, room.ledger);
  return {
    before: head,
    epoch: epochAfter(Math.max(head.epoch, lost?.epoch ?? 0), now),
    at,
    givenUp: {
      cause: 'tail',
      from: Math.min(head.seq + 1, lost?.from ?? head.seq + 1),
      to: lost?.to ?? null,
    },
    moved: null,
  };
}

/** `good`: the last commit that can be proven; `from`: the first that can't. */
async function planAfterDamage(
  { ledger }: Room,
  good: Head,
  from: number,
  { store, now }: { readonly store: Store; readonly now: Date },
): Promise<EpochPlan> {
  const standing = await readLedger(store.db, ledger);
  if (!standing) throw new Error(`Ledger ${ledger} has no row of its own.`);
  const last = async (table: 'log' | 'change'): Promise<number> => {
    const found = await store.db
      .selectFrom(table)
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('ledger', '=', ledger)
      .executeTakeFirst();
    return Number(found?.seq ?? 0);
  };
  const to = Math.max(from, good.seq, standing.seq, await last('log'), await last('change'));
  const epoch = epochAfter(Math.max(good.epoch, standing.epoch), now);
  const stands = standing.seq === good.seq && standing.chain_hash === good.hash && to === good.seq;
  // a break further back: the document is proven by a later checkpoint, and stays as it is
  const evidence = stands ? null : await readEvidence(store, { ledger, good: good.seq, until: to + 1 });
  return {
    before: { ...good, seq: to },
    epoch,
    at: now.toISOString(),
    givenUp: { cause: 'damage', from, to },
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
