/**
 * A ledger's rows from the store alone, so that exports of many ledgers load no document. Only where the stored rows stand exactly
 * where the log stands; otherwise, and for whatever looks damaged, the rooms are asked: they prove the log before they answer.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readRow } from '#document/row-cells.ts';
import type { LedgerId, RowId } from '#domain/ids.ts';
import { LISTS, type List } from '#domain/lists/fields.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { accept } from '#domain/refusals.ts';
import { tailLostKey } from '#server/rooms/lost-tail.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Store } from '#server/store/store.ts';

/** Rows read in one turn of the event loop: a few milliseconds. */
const ROWS_PER_TURN = 400;

const isList = (value: string): value is List => (LISTS as readonly string[]).includes(value);

export function createStoredRows({ db }: Store) {
  /** Where the stored rows stand; null where they are behind, or something is missing. */
  async function standing(ledger: LedgerId): Promise<{ seq: number; epoch: number } | null> {
    const row = await db
      .selectFrom('ledger')
      .leftJoin('setting', (join) => join.on('setting.key', '=', tailLostKey(ledger)))
      .select(['ledger.seq', 'ledger.epoch', 'ledger.prose_seq', 'ledger.rows_seq', 'setting.key as lost'])
      .select((build) =>
        build
          .selectFrom('log')
          .select((log) => log.fn.max('log.seq').as('last'))
          .where('log.ledger', '=', ledger)
          .as('last'),
      )
      .where('ledger.id', '=', ledger)
      .executeTakeFirst();
    if (!row || row.lost !== null) return null;
    const stands = row.prose_seq === row.seq && row.rows_seq === row.seq && row.last === row.seq;
    return stands ? { seq: row.seq, epoch: row.epoch } : null;
  }

  /** The texts of the rows from `after` up to `last`, by `row/field`. */
  async function textsOf(
    ledger: LedgerId,
    after: string,
    last: string,
  ): Promise<ReadonlyMap<string, string>> {
    const texts = await db
      .selectFrom('row_text')
      .select(['row', 'field', 'text'])
      .where('ledger', '=', ledger)
      .where('row', '>', after)
      .where('row', '<=', last)
      .execute();
    return new Map(texts.map(({ row, field, text }) => [`${row}/${field}`, text]));
  }

  async function rowsOf(ledger: LedgerId): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let after = ''; ;) {
      const page = await db
        .selectFrom('row_current')
        .select(['row', 'list', 'cells'])
        .where('ledger', '=', ledger)
        .where('row', '>', after)
        .orderBy('row')
        .limit(ROWS_PER_TURN)
        .execute();
      const last = page.at(-1);
      if (!last) return rows;
      const texts = await textsOf(ledger, after, last.row);
      for (const { row, list, cells } of page) {
        if (!isList(list)) continue;
        const held = new Map(Object.entries(JSON.parse(cells) as Record<string, string | number | boolean>));
        rows.push(readRow((field) => texts.get(`${row}/${field}`) ?? '', row as RowId, list, held));
      }
      after = last.row;
      await nextTurn();
    }
  }

  /** Null: ask the rooms. */
  return async (ledger: LedgerId): Promise<{ lists: Lists; seq: number; epoch: number } | null> => {
    const before = await standing(ledger);
    if (!before) return null;
    const rows = await rowsOf(ledger);
    // a commit between two pages: what was read is of no one moment
    const after = await standing(ledger);
    if (after?.seq !== before.seq || after.epoch !== before.epoch) return null;
    return { lists: arranged(rows), ...before };
  };
}

/** `committed` of the rooms, answered from the store where that is the same. */
export function committedFromStore(
  store: Store,
  rooms: Pick<Rooms, 'committed'>,
  clock: () => Date,
  isDamaged: (ledger: LedgerId) => boolean = () => false,
): Pick<Rooms, 'committed'> {
  const stored = createStoredRows(store);
  return {
    committed: async (ledger) => {
      const found = isDamaged(ledger) ? null : await stored(ledger);
      return found ? accept({ ...found, at: clock().toISOString() }) : rooms.committed(ledger);
    },
  };
}
