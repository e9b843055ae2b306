/** The embedded store: ledgers.db in a folder, written by one worker thread and read here through Kysely. */
import { mkdir } from 'node:fs/promises';
import { createMerging } from '#server/store/merging/merging.ts';
import { ledgersFile, openReading } from '#server/store/sqlite/reading.ts';
import { startWriting } from '#server/store/sqlite/writing.ts';
import type { Store } from '#server/store/store.ts';

export interface SqliteStoreSettings {
  /** `OFF` gives durability away (rule D1): for the test that proves the difference. Default `FULL`. */
  readonly synchronous?: 'FULL' | 'OFF';
  /** Largest size of ledgers.db in pages of 4096 bytes; default none but the disk's. */
  readonly pagesMax?: number;
}

/**
 * Open (and create or migrate) `folder/ledgers.db`.
 * Rejects with a sentence for the operator when the file is newer than this program, unreadable,
 * or in use by another process.
 */
export async function openSqliteStore(folder: string, settings: SqliteStoreSettings = {}): Promise<Store> {
  await mkdir(folder, { recursive: true });
  const file = ledgersFile(folder);
  const writing = await startWriting({
    file,
    synchronous: settings.synchronous ?? 'FULL',
    pagesMax: settings.pagesMax,
  });
  const db = openReading(folder);
  const merging = createMerging();
  return {
    db,
    commit: (groups) => writing.commit(groups),
    get readOnly() {
      return writing.broken;
    },
    onReadOnly: (listener) => writing.onBroken(listener),
    mergeUpdates: (updates) => merging.merge(updates),
    rebuild: (updates, changes) => merging.rebuild(updates, changes),
    close: async () => {
      await merging.close();
      // The last connection to close folds the WAL into the database: the writer normally, and after
      // a failed commit nobody, which the reader cannot do by nature.
      if (writing.broken === null) await db.destroy();
      await writing.close();
      await db.destroy();
    },
  };
}
