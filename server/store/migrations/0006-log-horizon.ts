/** Where the log of a ledger begins after its older rows were dropped: the signed commit from whose hash the chain goes on. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const logHorizon: Migration = {
  number: 6,
  name: 'log-horizon',
  sql: `
CREATE TABLE log_horizon (
  ledger TEXT NOT NULL PRIMARY KEY REFERENCES ledger (id),
  seq INTEGER NOT NULL CHECK (seq >= 1), epoch INTEGER NOT NULL, hash TEXT NOT NULL,
  at TEXT NOT NULL, dropped_at TEXT NOT NULL, mac TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
