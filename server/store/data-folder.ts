/** Refuses a data folder of which a part is gone: a start must not make a blank one in its place. Only reads. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ledgersFile } from '#server/store/sqlite/reading.ts';

const holdsSomething = (file: string): boolean => existsSync(file) && statSync(file).size > 0;

function namesPeople(file: string): boolean {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const table = database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'person'")
      .get();
    return table !== undefined && database.prepare('SELECT 1 FROM person LIMIT 1').get() !== undefined;
  } finally {
    database.close();
  }
}

const lost = (missing: string, present: string): Error =>
  new Error(
    `${missing} is missing or empty, but ${present} is there. Nothing was made in its place: put the file back, or restore a ` +
      'backup into a new folder (npm run restore -- BACKUP FOLDER).',
  );

/** Throws a sentence that names the missing file. An empty folder, and one whose first start was cut short, are fine. */
export function refuseHalfFolder(folder: string): void {
  const [ledgers, accounts] = [ledgersFile(folder), join(folder, 'accounts.db')];
  if (holdsSomething(accounts) && !holdsSomething(ledgers)) throw lost(ledgers, accounts);
  if (holdsSomething(ledgers) && !holdsSomething(accounts) && namesPeople(ledgers))
    throw lost(accounts, ledgers);
}
