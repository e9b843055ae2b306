/** What one numbered step of the schema is. Steps go forward only and are never edited once released. */
export interface Migration {
  /** 1, 2, 3 … without gaps; the schema's version after this step. */
  readonly number: number;
  readonly name: string;
  /** Statements of SQLite, run in one transaction. */
  readonly sql: string;
}
