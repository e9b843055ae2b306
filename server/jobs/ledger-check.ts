/** At a start: names every ledger whose document can't be proven from its last checkpoint on. Only reads, and opens nothing. */
import type { LedgerId } from '#domain/ids.ts';
import type { Store } from '#server/store/store.ts';
import { readGoodPart } from '#server/rooms/good-part.ts';
import { proveLedger } from '#server/rooms/loading.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

export interface DamagedLedger {
  readonly ledger: LedgerId;
  /** the first commit that can't be proven */
  readonly at: number;
}

/** Each logged. They open read-only up to the commit before, or stay shut where nothing can be proven (D10); all others open. */
export async function nameDamagedLedgers(store: Store, log: Log): Promise<readonly DamagedLedger[]> {
  const ledgers = await store.db.selectFrom('ledger').selectAll().orderBy('id').execute();
  const damaged: DamagedLedger[] = [];
  for (const row of ledgers) {
    try {
      const { passedOver } = await proveLedger(store, row);
      if (passedOver.length > 0)
        log.warn(
          { ledger: row.id, commits: passedOver },
          'damaged checkpoints are passed over: the log has it all',
        );
    } catch (error) {
      const lastGood = (await readGoodPart(store.db, row.id))?.seq ?? 0;
      const reason = error instanceof Error ? error.message : String(error);
      damaged.push({ ledger: row.id as LedgerId, at: lastGood + 1 });
      const what = lastGood > 0 ? 'opens read-only from its last good commit' : 'stays shut';
      log.error(
        { ledger: row.id, reason, lastGood },
        `a ledger is damaged and ${what}; restore a backup, or go on from there`,
      );
    }
  }
  return damaged;
}
