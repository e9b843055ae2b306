/** Kept snapshots, read back by their id: content and what it says of itself. The one reader of `snapshot.content`. */
import type { LedgerId, RoundId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { SnapshotScope } from '#server/exchange/exchange.contract.ts';
import type { Store } from '#server/store/store.ts';

export interface KeptSnapshot {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly at: string;
  readonly seq: number;
  readonly scope: SnapshotScope;
  /** not yet held against `sha256` */
  readonly content: Uint8Array;
  readonly sha256: string;
  readonly previousSha256: string | null;
  readonly chainSha256: string;
}

/** Refusals: NOT_FOUND, SNAPSHOT_DROPPED {number}. */
export async function keptSnapshot({ db }: Pick<Store, 'db'>, id: string): Promise<Outcome<KeptSnapshot>> {
  const row = await db.selectFrom('snapshot').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return refuse('NOT_FOUND');
  const { number, title, at, seq, sha256 } = row;
  if (row.dropped_at !== null) return refuse('SNAPSHOT_DROPPED', { number });
  return accept({
    id,
    number,
    title,
    at,
    seq,
    scope: row.ledger !== null ? { ledger: row.ledger as LedgerId } : { round: row.round as RoundId },
    content: new Uint8Array(row.content),
    sha256,
    previousSha256: row.previous_sha256,
    chainSha256: row.chain_hash,
  });
}
