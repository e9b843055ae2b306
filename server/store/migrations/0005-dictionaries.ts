/** The category dictionaries of offices: every version stays, the newest counts. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const dictionaries: Migration = {
  number: 5,
  name: 'dictionaries',
  sql: `
CREATE TABLE dictionary (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  office TEXT NOT NULL REFERENCES organisation (id),
  id TEXT NOT NULL, version INTEGER NOT NULL,
  name TEXT NOT NULL, retired INTEGER NOT NULL CHECK (retired IN (0, 1)), entries TEXT NOT NULL,
  person TEXT REFERENCES person (id), at TEXT NOT NULL,
  UNIQUE (office, id, version)
) STRICT;
`,
};
