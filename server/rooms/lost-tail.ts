/** What a true receipt says about the log (S9, S17): that it holds the commit, that somebody decided to go on without it, or that it was lost. */
import type { LedgerId } from '#domain/ids.ts';
import type { Receipt } from '#protocol/sync.ts';
import { isTrueGivenUp, readGivenUp, type ReceiptKey } from '#server/store/given-up.ts';
import { readHorizon } from '#server/store/horizon.ts';
import type { Store } from '#server/store/store.ts';

/** Key in `setting` of a ledger whose tail was found missing; its value is a `LostTail`. */
export const tailLostKey = (ledger: LedgerId): string => `tail-lost/${ledger}`;

/** The lowest and highest commits, and the newest epoch, that true receipts showed and the log does not have. */
export interface LostTail {
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
  /** where the log stood when it was noticed first, and when that was */
  readonly has: number;
  readonly at: string;
}

/** Where a room stands on disk. */
export interface Standing {
  readonly ledger: LedgerId;
  readonly epoch: number;
  readonly durableSeq: number;
  readonly durableHash: string;
}

type Reading = Pick<Store, 'db'>;

async function hashAt({ db }: Reading, standing: Standing, seq: number): Promise<string | undefined> {
  if (seq > standing.durableSeq) return undefined;
  if (seq === standing.durableSeq) return standing.durableHash;
  const row = await db
    .selectFrom('log')
    .select('hash')
    .where('ledger', '=', standing.ledger)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.hash;
}

/** `receipt` is a true one, of whatever epoch: seq and chain go on over epochs. */
export async function isAccountedFor(
  store: Reading,
  key: ReceiptKey,
  standing: Standing,
  receipt: Receipt,
): Promise<boolean> {
  const { ledger } = standing;
  if ((await hashAt(store, standing, receipt.seq)) === receipt.hash) return true;
  // dropped on purpose: nothing can be said about what was acknowledged then (N14)
  const horizon = await readHorizon(store.db, ledger);
  if (horizon && receipt.epoch < horizon.epoch) return true;
  if (horizon && receipt.epoch === horizon.epoch && receipt.seq <= horizon.seq) return true;
  for (const one of await readGivenUp(store.db, ledger)) {
    if (receipt.epoch >= one.epoch || receipt.seq < one.from_seq) continue;
    // a decision counts as long as the log holds it, and as nobody made it up
    if ((await hashAt(store, standing, one.seq)) === one.hash && isTrueGivenUp(key, one)) return true;
  }
  return false;
}

/** Null when nothing is on record. */
export async function readLostTail({ db }: Reading, ledger: LedgerId): Promise<LostTail | null> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', tailLostKey(ledger))
    .executeTakeFirst();
  return row ? (JSON.parse(row.value) as LostTail) : null;
}

/** With this receipt on record, too; null when it says nothing new. */
export function lostTailWith(
  known: LostTail | null,
  { seq, epoch }: Pick<Receipt, 'seq' | 'epoch'>,
  now: Pick<LostTail, 'has' | 'at'>,
): LostTail | null {
  if (!known) return { from: seq, to: seq, epoch, ...now };
  if (seq >= known.from && seq <= known.to && epoch <= known.epoch) return null;
  return {
    ...known,
    from: Math.min(known.from, seq),
    to: Math.max(known.to, seq),
    epoch: Math.max(known.epoch, epoch),
  };
}
