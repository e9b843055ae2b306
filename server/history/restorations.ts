/** Which snapshot the commits of a page wrote back, and why: said with them in the history (N4). */
import type { LedgerId } from '#domain/ids.ts';
import type { HistoryEntry } from '#protocol/history.ts';
import type { Reading } from '#server/history/moments.ts';

type Restored = NonNullable<HistoryEntry['restored']>;

/** seq → what was written back by that commit; at most one page of them is asked for. */
export async function restorationsOf(
  db: Reading,
  ledger: LedgerId,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Restored>> {
  if (seqs.length === 0) return new Map();
  const found = await db
    .selectFrom('restoration')
    .innerJoin('snapshot', 'snapshot.id', 'restoration.snapshot')
    .select(['restoration.seq', 'restoration.reason', 'snapshot.number', 'snapshot.title'])
    .where('restoration.ledger', '=', ledger)
    .where('restoration.seq', 'in', seqs)
    .execute();
  return new Map(found.map(({ seq, ...restored }) => [seq, restored]));
}
