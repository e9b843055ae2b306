/** At a start: names every ledger whose document can't be proven from its last checkpoint on. Only reads, and opens nothing. */
import type { Store } from '#server/store/store.ts';
import { proveLedger } from '#server/rooms/loading.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

/** Ids of the damaged ledgers, each logged with its first bad commit. They stay shut (D10); all others open. */
export async function nameDamagedLedgers(store: Store, log: Log): Promise<readonly string[]> {
  const ledgers = await store.db.selectFrom('ledger').selectAll().orderBy('id').execute();
  const damaged: string[] = [];
  for (const row of ledgers) {
    try {
      const { passedOver } = await proveLedger(store, row);
      if (passedOver.length > 0)
        log.warn(
          { ledger: row.id, commits: passedOver },
          'damaged checkpoints are passed over: the log has it all',
        );
    } catch (error) {
      damaged.push(row.id);
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ ledger: row.id, reason }, 'a ledger is damaged and stays shut; restore a backup');
    }
  }
  return damaged;
}
