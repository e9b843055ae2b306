/** Records of the bin as they were at the last good commit: what lay there lies there again, with who put it there and when (D14). */
import type { CompiledQuery } from 'kysely';
import type { Lists } from '#domain/projections/rows.ts';
import type { BinTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

/** Rows asked about at once. */
const ROWS_ASKED = 500;

interface GoodState {
  readonly ledger: string;
  /** the last good commit, and the lists as they stand there */
  readonly good: number;
  readonly lists: Lists;
  /** of a row whose deletion the log no longer holds (N14): the decision itself puts it there */
  readonly otherwise: Pick<BinTable, 'person' | 'at' | 'seq'>;
}

/** The records that were removed, or written over, by commits after the last good one; read before anything is moved. */
export async function readBinAnew(
  { db }: Pick<Store, 'db'>,
  { ledger, good, lists, otherwise }: GoodState,
): Promise<readonly BinTable[]> {
  const there = await db
    .selectFrom('bin')
    .select('row')
    .where('ledger', '=', ledger)
    .where('seq', '<=', good)
    .execute();
  const recorded = new Set(there.map(({ row }) => row));
  const lacking = [...lists.problems, ...lists.duties, ...lists.tasks].filter(
    ({ id, deleted }) => deleted && !recorded.has(id),
  );
  const found = new Map<string, GoodState['otherwise']>();
  for (let n = 0; n < lacking.length; n += ROWS_ASKED) {
    const deletions = await db
      .selectFrom('change')
      .innerJoin('log', (join) =>
        join.onRef('log.ledger', '=', 'change.ledger').onRef('log.seq', '=', 'change.seq'),
      )
      .select(['change.row', 'log.person', 'log.at', 'log.seq'])
      .where('change.ledger', '=', ledger)
      .where('change.field', '=', 'deleted')
      .where('change.new_value', '=', 'true')
      .where('change.seq', '<=', good)
      .where(
        'change.row',
        'in',
        lacking.slice(n, n + ROWS_ASKED).map(({ id }) => id),
      )
      .orderBy('change.seq')
      .execute();
    // the last deletion of a row is the one that it lies there by
    for (const { row, person, at, seq } of deletions) found.set(row, { person, at, seq });
  }
  return lacking.map(({ id: row, list }) => ({ ledger, row, list, ...(found.get(row) ?? otherwise) }));
}

export const binAnewStatements = (
  { db }: Pick<Store, 'db'>,
  records: readonly BinTable[],
): readonly CompiledQuery[] => records.map((record) => db.insertInto('bin').values(record).compile());
