/** Where a shortened log goes on from is signed together with the checkpoint that stands there; a row of before has none. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const signedCheckpoint: Migration = {
  number: 12,
  name: 'signed-checkpoint',
  sql: 'ALTER TABLE log_horizon ADD COLUMN checkpoint_hash TEXT;',
};
