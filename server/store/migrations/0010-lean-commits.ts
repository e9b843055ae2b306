/**
 * A commit touches fewer pages: the answer to an op is in the log's own row, figures are written when they change and not to
 * say how far they are, and the newest commit number is that of the newest row.
 */
import type { Migration } from '#server/store/migrations/migration.ts';

export const leanCommits: Migration = {
  number: 10,
  name: 'lean-commits',
  sql: `
ALTER TABLE log ADD COLUMN content_hash TEXT;
ALTER TABLE log ADD COLUMN answer TEXT CHECK (answer IS NULL OR json_valid(answer));
UPDATE log SET (content_hash, answer) = (
  SELECT op.content_hash,
    CASE WHEN result -> '$.superseded' = '[]' AND coalesce(result -> '$.value', 'null') = 'null' THEN NULL
      ELSE json_object('superseded', result -> '$.superseded', 'value', result -> '$.value') END
  FROM op WHERE op.ledger = log.ledger AND op.op_id = log.op_id
) WHERE op_id IS NOT NULL;
DROP TABLE op;
DROP INDEX log_commit;

ALTER TABLE ledger ADD COLUMN rows_seq INTEGER NOT NULL DEFAULT 0 CHECK (rows_seq >= 0);
UPDATE ledger SET rows_seq = coalesce((SELECT seq FROM figures WHERE figures.ledger = ledger.id), 0);
ALTER TABLE figures DROP COLUMN seq;
ALTER TABLE figures DROP COLUMN commit_no;
`,
};
