/** What a true receipt says about the log (S9, S17, S18): that it holds the commit, that somebody decided to go on without it, or that it was lost. */
import type { LedgerId } from '#domain/ids.ts';
import type { Refusal } from '#domain/refusals.ts';
import type { Receipt } from '#protocol/sync.ts';
import { damagedPart, newestEpochGivenUp, newestKnownEpoch } from '#server/rooms/known-commits.ts';
import { isTrueGivenUp, readGivenUp, type ReceiptKey } from '#server/store/given-up.ts';
import { readHorizon } from '#server/store/horizon.ts';
import { readLedger } from '#server/store/log.ts';
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
  /** why it takes no writes; of a damaged one `durableSeq` is its last good commit */
  readonly readOnly: Refusal | null;
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

/**
 * `receipt` is a true one, of whatever epoch: seq and chain go on over epochs. Null when the log accounts for it, or somebody's
 * decision, or damage that waits for one (S18); otherwise the lowest commit that is surely missing with it.
 */
export async function missedFrom(
  store: Reading,
  key: ReceiptKey,
  standing: Standing,
  receipt: Receipt,
): Promise<number | null> {
  const { ledger } = standing;
  if ((await hashAt(store, standing, receipt.seq)) === receipt.hash) return null;
  // dropped on purpose: nothing can be said about what was acknowledged then (N14)
  const horizon = await readHorizon(store.db, ledger);
  if (horizon && receipt.epoch < horizon.epoch) return null;
  if (horizon && receipt.epoch === horizon.epoch && receipt.seq <= horizon.seq) return null;
  // where the log ends, everything up to what was shown went with it; the end of a damaged one is its part's business
  const isDamaged = standing.readOnly?.code === 'LEDGER_DAMAGED';
  let from = isDamaged ? receipt.seq : Math.min(receipt.seq, standing.durableSeq + 1);
  for (const part of await givenUpParts(store, key, standing)) {
    if (receipt.epoch >= part.before || receipt.seq < part.from) continue;
    if (receipt.seq <= part.to && receipt.epoch <= part.epoch) return null;
    // what followed the last commit that is given up there went with this one
    if (receipt.seq > part.to) from = Math.min(from, part.to + 1);
  }
  return from;
}

/** Commits of epochs before `before` that a decision goes on without, or that one will: of epochs up to `epoch`, as far as is known. */
interface GivenUpPart {
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
  readonly before: number;
}

async function givenUpParts(
  store: Reading,
  key: ReceiptKey,
  standing: Standing,
): Promise<readonly GivenUpPart[]> {
  const { ledger, readOnly } = standing;
  const parts: GivenUpPart[] = [];
  for (const one of await readGivenUp(store.db, ledger)) {
    // a decision counts as long as the log holds it, and as nobody made it up
    if ((await hashAt(store, standing, one.seq)) !== one.hash || !isTrueGivenUp(key, one)) continue;
    const { from_seq: from, to_seq: to, epoch: before, cause } = one;
    if (cause !== 'damage' || to === null) {
      parts.push({ from, to: Infinity, epoch: Infinity, before });
      continue;
    }
    const stayed = await newestKnownEpoch(store, ledger, one.seq);
    const epoch = Math.max(stayed, await newestEpochGivenUp(store, ledger, one.seq));
    parts.push({ from, to, epoch, before });
  }
  if (readOnly?.code !== 'LEDGER_DAMAGED') return parts;
  const row = await readLedger(store.db, ledger);
  if (!row) throw new Error(`Ledger ${ledger} has no row of its own.`);
  return [
    ...parts,
    {
      ...(await damagedPart(store, standing, row)),
      epoch: await newestKnownEpoch(store, ledger),
      before: Infinity,
    },
  ];
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

/** With these commits on record, too: `from` the lowest that is surely missing, `seq` the one that was shown; null when they are no news. */
export function lostTailWith(
  known: LostTail | null,
  { from, seq, epoch }: { readonly from: number } & Pick<Receipt, 'seq' | 'epoch'>,
  now: Pick<LostTail, 'has' | 'at'>,
): LostTail | null {
  if (!known) return { from, to: seq, epoch, ...now };
  if (from >= known.from && seq <= known.to && epoch <= known.epoch) return null;
  return {
    ...known,
    from: Math.min(known.from, from),
    to: Math.max(known.to, seq),
    epoch: Math.max(known.epoch, epoch),
  };
}
