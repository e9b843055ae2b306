/** Which department reports on a task becomes a column of the current rows, so that its rows are found without reading ledgers. */
import type { Migration } from '#server/store/migrations/migration.ts';

/** The cell holds `@ID NAME`; an id has 16 characters. */
export const assigned: Migration = {
  number: 2,
  name: 'assigned',
  sql: `
ALTER TABLE row_current ADD COLUMN assigned TEXT;
UPDATE row_current SET assigned = substr(json_extract(cells, '$.assigned'), 2, 16)
  WHERE list = 'tasks' AND json_extract(cells, '$.assigned') GLOB '@???????????????? *';
CREATE INDEX row_current_assigned ON row_current (assigned, ledger) WHERE assigned IS NOT NULL;
`,
};
