/** A round may be ended: filed below the others, nothing in it frozen. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const endedRounds: Migration = {
  number: 8,
  name: 'ended-rounds',
  sql: 'ALTER TABLE round ADD COLUMN ended_at TEXT;',
};
