/** One batch as one transaction on the writing connection: refuses single groups, reports everything worse as a failure. */
import type { Database } from 'better-sqlite3';
import type { GroupResult } from '#server/store/store.ts';
import { preparing } from '#server/store/sqlite/prepared.ts';
import type { RepeatedStatement } from '#server/store/shape.ts';

/** Codes of a statement that is wrong in itself: the database is as healthy as before. */
const FAULTY_STATEMENT = new Set(['SQLITE_ERROR', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE']);

/** Why a group may be refused alone, or undefined when the error concerns the whole store. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof TypeError || error instanceof RangeError) return `STATEMENT: ${error.message}`;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code.startsWith('SQLITE_CONSTRAINT')) return `${error.code}: ${error.message}`;
  return FAULTY_STATEMENT.has(error.code) ? `STATEMENT: ${error.message}` : undefined;
}

export interface Writer {
  /**
   * Run the groups as one transaction with a savepoint each; returns after the commit, fsync included.
   * Throws when anything but a single group failed: the caller must never use the writer again.
   */
  readonly commit: (groups: readonly (readonly RepeatedStatement[])[]) => readonly GroupResult[];
}

export function createWriter(database: Database): Writer {
  const prepare = preparing(database);
  const run = ({ sql, rows }: RepeatedStatement): void => {
    const made = prepare(sql);
    for (const row of rows) {
      if (made.reader) made.all(...row);
      else made.run(...row);
    }
  };
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const savepoint = database.prepare('SAVEPOINT one');
  const release = database.prepare('RELEASE one');
  const undo = database.prepare('ROLLBACK TO one');

  const runGroup = (group: readonly RepeatedStatement[]): GroupResult => {
    savepoint.run();
    try {
      for (const statement of group) run(statement);
    } catch (error) {
      const constraint = refusalOf(error);
      // SQLite ends the transaction by itself on the gravest errors
      if (constraint === undefined || !database.inTransaction) throw error;
      undo.run();
      release.run();
      return { ok: false, constraint };
    }
    release.run();
    return { ok: true };
  };

  return {
    commit: (groups) => {
      begin.run();
      const results = groups.map(runGroup);
      commit.run();
      return results;
    },
  };
}
