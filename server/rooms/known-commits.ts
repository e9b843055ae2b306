/** What the tables still say of commits that can't be proven: up to which there were any, and of which epochs. Only reads. */
import { sql } from 'kysely';
import type { Refusal } from '#domain/refusals.ts';
import type { LedgerTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

type Reading = Pick<Store, 'db'>;

interface Closed {
  /** the last good commit */
  readonly durableSeq: number;
  /** why it takes no writes */
  readonly readOnly: Refusal | null;
}

/** The highest commit of which the ledger's tables say anything. */
async function lastKnownCommit({ db }: Reading, { id, seq }: LedgerTable): Promise<number> {
  const last = async (table: 'log' | 'change'): Promise<number> => {
    const found = await db
      .selectFrom(table)
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('ledger', '=', id)
      .executeTakeFirst();
    return Number(found?.seq ?? 0);
  };
  return Math.max(seq, await last('log'), await last('change'));
}

/** Of a damaged ledger: the first commit that can't be proven, and the last of which anything is known. */
export async function damagedPart(store: Reading, closed: Closed, row: LedgerTable) {
  const from = Number(closed.readOnly?.params['at'] ?? closed.durableSeq + 1);
  return { from, to: Math.max(from, closed.durableSeq, await lastKnownCommit(store, row)) };
}

/** The newest epoch that log and checkpoints know, before commit `until` when given; 0 where they know none. */
export async function newestKnownEpoch({ db }: Reading, ledger: string, until?: number): Promise<number> {
  const newest = async (table: 'log' | 'checkpoint'): Promise<number> => {
    const found = await db
      .selectFrom(table)
      .select('epoch')
      .where('ledger', '=', ledger)
      .$if(until !== undefined, (query) => query.where('seq', '<', until ?? 0))
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return found?.epoch ?? 0;
  };
  return Math.max(await newest('log'), await newest('checkpoint'));
}

/** The newest epoch among the rows that the decision of commit `seq` took out of the tables; 0 where it took none. */
export async function newestEpochGivenUp({ db }: Reading, ledger: string, seq: number): Promise<number> {
  const found = await db
    .selectFrom('given_up_row')
    .select(sql<number | null>`max(json_extract(content, '$.epoch'))`.as('epoch'))
    .where('ledger', '=', ledger)
    .where('seq', '=', seq)
    .where('source', 'in', ['log', 'checkpoint'])
    .executeTakeFirst();
  return found?.epoch ?? 0;
}
