/** What ties the snapshots of a ledger or round to each other: a hash over each one's own words and over the hash of the one before. */
import { createHash } from 'node:crypto';
import type { SnapshotTable } from '#server/store/schema.ts';

/** A kept snapshot but its content, for which its hash stands. */
export type LinkedSnapshot = Omit<
  SnapshotTable,
  'content' | 'previous_sha256' | 'chain_hash' | 'cause' | 'dropped_at'
> & { readonly cause: string };

/**
 * SHA-256 in hex (rule X9). `previous`: that of the number before, null for the first. Whoever alters one snapshot has to alter this of
 * every later one, which left the house with their files.
 */
export const snapshotChainHash = (previous: string | null, one: LinkedSnapshot): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        one.id,
        one.number,
        one.scope,
        one.ledger,
        one.round,
        one.title,
        one.reason,
        one.person,
        one.at,
        one.seq,
        one.cause,
        one.sha256,
      ]),
    )
    .digest('hex');

/** What a new snapshot has to hang on: the newest of its ledger or round; undefined for the first. */
export type LastSnapshot =
  (Pick<SnapshotTable, 'number' | 'sha256'> & { readonly chain_hash: string | null }) | undefined;

/** The next number of the chain, with its links to the one before. */
export function nextInChain(last: LastSnapshot, snapshot: Omit<LinkedSnapshot, 'number'>) {
  const said: LinkedSnapshot = { ...snapshot, number: (last?.number ?? 0) + 1 };
  const chain_hash = snapshotChainHash(last?.chain_hash ?? null, said);
  return { ...said, previous_sha256: last?.sha256 ?? null, chain_hash };
}
