/** Checkpoints as places to begin from when a past moment is read. */
import type { LedgerContent } from '#document/lists-of-cells.ts';
import { contentOf } from '#server/history/content.ts';
import type { Reading } from '#server/history/moments.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';

export interface Place {
  readonly epoch: number;
  readonly seq: number;
}

/** Of every epoch; few by rule H2. */
export const checkpointPlaces = (db: Reading, ledger: string): Promise<Place[]> =>
  db.selectFrom('checkpoint').select(['epoch', 'seq']).where('ledger', '=', ledger).execute();

/** Undefined when it does not have its hash: others and the log have what it held (D10). */
export async function readTrueContent(
  db: Reading,
  ledger: string,
  { epoch, seq }: Place,
): Promise<LedgerContent | undefined> {
  const found = await db
    .selectFrom('checkpoint')
    .select(['state', 'hash'])
    .where('ledger', '=', ledger)
    .where('epoch', '=', epoch)
    .where('seq', '=', seq)
    .executeTakeFirst();
  const chain = await chainAt(db, ledger, seq);
  if (!found || chain === undefined || found.hash !== checkpointHash(chain, found.state)) return undefined;
  return contentOf(found.state);
}

/** Head of the chain after this commit, said by it or by the one that follows it. */
async function chainAt(db: Reading, ledger: string, seq: number): Promise<string | undefined> {
  const found = await db
    .selectFrom('log')
    .select(['seq', 'hash', 'prev_hash'])
    .where('ledger', '=', ledger)
    .where('seq', 'in', [seq, seq + 1])
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return found && (found.seq === seq ? found.hash : found.prev_hash);
}
