/** Cells that others changed after what a person has seen (rule H7). */
import type { LedgerId, PersonId, RowId } from '#domain/ids.ts';
import type { ChangedCell, ChangedSince } from '#protocol/history.ts';
import { CHANGED_CELLS_MAX, CHANGED_SCANNED_MAX } from '#server/history/limits.ts';
import type { Reading } from '#server/history/moments.ts';
import { namesNow } from '#server/history/names.ts';

/** What nobody reads as a change: a row's birth and its place. Deletion is one: the row's own cell says so. */
const UNREAD = ['list', 'problem', 'order'] as const;

export async function changedSince(
  db: Reading,
  ledger: LedgerId,
  head: number,
  person: PersonId,
): Promise<ChangedSince> {
  const seen = await db
    .selectFrom('last_seen')
    .select('seq')
    .where('person', '=', person)
    .where('ledger', '=', ledger)
    .executeTakeFirst();
  if (!seen) return { seen: null, head, cells: [], more: 0 };
  const changes = await db
    .selectFrom('change')
    .innerJoin('log', (join) =>
      join.onRef('log.ledger', '=', 'change.ledger').onRef('log.seq', '=', 'change.seq'),
    )
    .select(['change.seq', 'change.cell', 'change.row', 'change.field', 'log.at', 'log.person', 'log.name'])
    .where('change.ledger', '=', ledger)
    .where('change.seq', '>', seen.seq)
    .orderBy('change.seq', 'desc')
    .orderBy('change.n', 'desc')
    .limit(CHANGED_SCANNED_MAX)
    .execute();
  const names = await namesNow(
    db,
    changes.flatMap((one) => (one.name === null ? [one.person] : [])),
  );
  const cells = new Map<string, ChangedCell>();
  let more = 0;
  for (const { seq, cell, row, field, at, person: by, name } of changes) {
    if (by === person || (UNREAD as readonly string[]).includes(field)) continue;
    const known = cells.get(cell);
    if (known) cells.set(cell, { ...known, changes: known.changes + 1 });
    else if (cells.size < CHANGED_CELLS_MAX)
      cells.set(cell, {
        cell,
        row: row as RowId,
        field,
        seq,
        at,
        name: name ?? names.get(by) ?? '',
        changes: 1,
      });
    else more += 1;
  }
  return { seen: seen.seq, head, cells: [...cells.values()], more };
}
