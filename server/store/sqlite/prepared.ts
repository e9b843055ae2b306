/** Prepared statements of one connection, by their text: taking a statement apart costs more than most of them cost to run. */
import type { Database, Statement } from 'better-sqlite3';

const PREPARED_MAX = 256;

/** Answers the statement for a text, the same one each time while it is among those used last. Not for `iterate`. */
export function preparing(database: Database): (sql: string) => Statement<unknown[]> {
  const prepared = new Map<string, Statement<unknown[]>>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known) {
      // the map is ordered by use, so that the first key is the one to forget
      prepared.delete(sql);
      prepared.set(sql, known);
      return known;
    }
    const fresh = database.prepare<unknown[]>(sql);
    prepared.set(sql, fresh);
    if (prepared.size > PREPARED_MAX) {
      const oldest = prepared.keys().next();
      if (!oldest.done) prepared.delete(oldest.value);
    }
    return fresh;
  };
}
