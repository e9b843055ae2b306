/** The log says under which name and for which organisations somebody wrote, finds a person's commits, and each person has a place up to which they looked. */
import type { Migration } from '#server/store/migrations/migration.ts';

/** Older rows keep null: what was not written down then is not made up now. */
export const history: Migration = {
  number: 3,
  name: 'history',
  sql: `
ALTER TABLE log ADD COLUMN name TEXT;
ALTER TABLE log ADD COLUMN organisation TEXT;
CREATE INDEX log_person ON log (ledger, person, seq);

CREATE TABLE last_seen (
  person TEXT NOT NULL REFERENCES person (id),
  ledger TEXT NOT NULL REFERENCES ledger (id),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  PRIMARY KEY (person, ledger)
) STRICT, WITHOUT ROWID;
`,
};
