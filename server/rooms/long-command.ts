/** A long command made ready for its commit a few milliseconds at a time (W17). The room lets nothing else happen meanwhile. */
import type { CompiledQuery } from 'kysely';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { Applied, GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { bytesOfChanges, type ChangesAsBytes } from '#server/rooms/records.ts';
import type { CommandRequest, DecidingRoom } from '#server/rooms/room.contract.ts';
import type { RowRecords } from '#server/rooms/row-records.ts';
import { inTurns } from '#server/rooms/turns.ts';

export type LongDecide<T> = NonNullable<CommandRequest<T>['long']>;
export interface LongWrite<T> {
  readonly applied: Applied;
  readonly changes: ChangesAsBytes;
  readonly statements: readonly CompiledQuery[];
  readonly value: T;
}

/** Decides, writes the document and makes the records. A refusal has changed nothing. Rejects when writing went wrong. */
export async function prepareLong<T>(
  long: LongDecide<T>,
  deciding: DecidingRoom,
  { guarded, records }: { readonly guarded: GuardedDocument; readonly records: RowRecords },
): Promise<Outcome<LongWrite<T>>> {
  const decided = await inTurns(long(deciding));
  if (!decided.ok) return decided;
  const { cells, texts = [], statements, value } = decided.value;
  const applied = await inTurns(guarded.writing(cells, texts));
  const { seq, at } = deciding;
  const more = statements ? await inTurns(statements({ seq: seq + 1, at })) : [];
  await inTurns(records.touching(applied));
  await inTurns(records.prepare());
  const changes = await inTurns(bytesOfChanges(applied.cells, applied.texts));
  return accept({ applied, changes, statements: more, value });
}
