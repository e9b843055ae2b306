/** Commits that somebody decided to go on without: signed, so that a receipt of them is no new loss, with the rows that stay as evidence. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const givenUp: Migration = {
  number: 9,
  name: 'given-up',
  sql: `
CREATE TABLE given_up (
  ledger TEXT NOT NULL REFERENCES ledger (id),
  seq INTEGER NOT NULL CHECK (seq >= 1), epoch INTEGER NOT NULL, hash TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('tail', 'backup', 'damage')),
  from_seq INTEGER NOT NULL CHECK (from_seq >= 1), to_seq INTEGER,
  evidence TEXT, person TEXT, reason TEXT, at TEXT NOT NULL, mac TEXT NOT NULL,
  PRIMARY KEY (ledger, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE given_up_row (
  ledger TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL CHECK (n >= 0),
  source TEXT NOT NULL, content TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (ledger, seq, n), FOREIGN KEY (ledger, seq) REFERENCES given_up (ledger, seq)
) STRICT;
`,
};
