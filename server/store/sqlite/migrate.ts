/** Brings ledgers.db to the schema this program knows, forward only, one transaction a step. */
import type { Database } from 'better-sqlite3';
import type { Migration } from '#server/store/migrations/migration.ts';

/**
 * Apply the steps that the file does not have yet; `user_version` holds the number of the last one.
 * Throws a sentence for the operator when the file is newer than this program (rule D5).
 */
export function migrate(database: Database, steps: readonly Migration[]): void {
  const known = steps.length;
  steps.forEach((step, index) => {
    if (step.number !== index + 1)
      throw new Error(`Migration ${step.name} is numbered ${step.number}, expected ${index + 1}.`);
  });
  const present = Number(database.pragma('user_version', { simple: true }));
  if (present > known) {
    throw new Error(
      `ledgers.db has schema ${present}, this version of Sandan knows schemas up to ${known}. ` +
        'Start the newer version, or restore a backup made by this one.',
    );
  }
  for (const step of steps.slice(present)) {
    database.transaction(() => {
      database.exec(step.sql);
      step.then?.(database);
      database.pragma(`user_version = ${step.number}`);
    })();
  }
}
