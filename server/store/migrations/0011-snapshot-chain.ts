/** Snapshots of a scope hang on each other by a hash over everything said of them, each with the one before. */
import type { Migration } from '#server/store/migrations/migration.ts';
import { snapshotChainHash, type LinkedSnapshot } from '#server/store/snapshot-links.ts';

export const snapshotChain: Migration = {
  number: 11,
  name: 'snapshot-chain',
  sql: 'ALTER TABLE snapshot ADD COLUMN chain_hash TEXT;',
  then(database) {
    const rows = database.prepare<[], LinkedSnapshot>(
      'SELECT id, number, scope, ledger, round, title, reason, person, at, seq, cause, sha256 FROM snapshot ORDER BY number',
    );
    const set = database.prepare('UPDATE snapshot SET chain_hash = ? WHERE id = ?');
    const heads = new Map<string, string>();
    for (const row of rows.all()) {
      const scope = `${row.scope} ${row.scope === 'ledger' ? row.ledger : row.round}`;
      const hash = snapshotChainHash(heads.get(scope) ?? null, row);
      set.run(hash, row.id);
      heads.set(scope, hash);
    }
  },
};
