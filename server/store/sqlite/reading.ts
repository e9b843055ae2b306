/** A connection to ledgers.db that can only read; any number may be open beside the one that writes. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { preparing } from '#server/store/sqlite/prepared.ts';
import type { Schema } from '#server/store/schema.ts';

export const ledgersFile = (folder: string): string => join(folder, 'ledgers.db');

/** Throws when the folder holds no ledgers.db. */
export function openReading(folder: string): Kysely<Schema> {
  const database = new Database(ledgersFile(folder), { readonly: true, fileMustExist: true });
  return new Kysely<Schema>({
    dialect: new SqliteDialect({
      database: { prepare: preparing(database), close: () => void database.close() },
    }),
  });
}
