/** Snapshots say why they were taken and whether their content is still kept; what was written forward from one is on record. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const keptSnapshots: Migration = {
  number: 4,
  name: 'kept-snapshots',
  sql: `
ALTER TABLE snapshot ADD COLUMN cause TEXT NOT NULL DEFAULT 'manual'
  CHECK (cause IN ('manual', 'feedback', 'import', 'closed', 'restore', 'nightly'));
ALTER TABLE snapshot ADD COLUMN dropped_at TEXT;

CREATE TABLE restoration (
  ledger TEXT NOT NULL REFERENCES ledger (id), seq INTEGER NOT NULL,
  snapshot TEXT NOT NULL REFERENCES snapshot (id), before TEXT REFERENCES snapshot (id),
  reason TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (ledger, seq)
) STRICT, WITHOUT ROWID;
`,
};
