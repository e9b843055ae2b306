/** What one numbered step of the schema is. Steps go forward only and are never edited once released. */
import type { Database } from 'better-sqlite3';

export interface Migration {
  /** 1, 2, 3 … without gaps; the schema's version after this step. */
  readonly number: number;
  readonly name: string;
  /** Statements of SQLite, run in one transaction. */
  readonly sql: string;
  /** In the same transaction, for what SQL alone can't compute. */
  readonly then?: (database: Database) => void;
}
