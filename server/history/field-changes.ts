/** The changes of one field of one row, by the index that holds them side by side. */
import type { LedgerId } from '#domain/ids.ts';
import type { Reading } from '#server/history/moments.ts';
import type { ChangeTable } from '#server/store/schema.ts';

export interface FieldStretch {
  readonly ledger: LedgerId;
  readonly row: string;
  readonly field: string;
  /** commits strictly between these */
  readonly above: number;
  readonly before: number;
}

/**
 * The newest `limit` of them, oldest first. Found in the index alone and then fetched: asked for whole changes, SQLite would
 * rather walk all changes of the ledger by its primary key.
 */
export async function changesOfField(
  db: Reading,
  { ledger, row, field, above, before }: FieldStretch,
  limit: number,
): Promise<ChangeTable[]> {
  const found = await db
    .selectFrom(
      db
        .selectFrom('change')
        .select(['seq', 'n'])
        .where('ledger', '=', ledger)
        .where('row', '=', row)
        .where('field', '=', field)
        .where('seq', '>', above)
        .where('seq', '<', before)
        .orderBy('seq', 'desc')
        .limit(limit)
        .as('found'),
    )
    .innerJoin('change', (join) =>
      join
        .on('change.ledger', '=', ledger)
        .onRef('change.seq', '=', 'found.seq')
        .onRef('change.n', '=', 'found.n'),
    )
    .selectAll('change')
    .execute();
  return found.sort((a, b) => a.seq - b.seq || a.n - b.n);
}
