/** Finds the former names of organisations in the audit log, so that history says how they were called then. */
import type { Migration } from '#server/store/migrations/migration.ts';

export const formerNames: Migration = {
  number: 7,
  name: 'former names',
  sql: `CREATE INDEX audit_renamed ON audit (target) WHERE act = 'organisation.rename';`,
};
