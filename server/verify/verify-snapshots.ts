/** Proves the snapshots of every ledger and round: contents, numbers, links. One content at a time in memory. Only reads. */
import type { Database } from 'better-sqlite3';
import { hasItsContent, type ChainedSnapshot } from '#server/exchange/snapshot-chain.ts';
import { snapshotChainHash } from '#server/store/snapshot-links.ts';
import { NOTHING_COUNTED, type Finding, type Report } from '#server/verify/findings.ts';

type Column = 'ledger' | 'round';

/** The chain of one scope, up to its first break. */
function verifyScope(
  database: Database,
  column: Column,
  id: string,
): { readonly count: number; readonly finding: Finding | null } {
  const where = column === 'ledger' ? `snapshots of ledger ${id}` : `snapshots of round ${id}`;
  let previous: string | null = null;
  let chain: string | null = null;
  let count = 0;
  const rows = database
    .prepare<[string, string], ChainedSnapshot>(
      `SELECT * FROM snapshot WHERE scope = ? AND "${column}" = ? ORDER BY number`,
    )
    .iterate(column, id);
  for (const row of rows) {
    const broken = (at: number, what: string) => ({
      count,
      finding: { kind: 'snapshot' as const, where, at, what },
    });
    if (row.number !== count + 1)
      return broken(count + 1, `the snapshot is missing; the next one there is ${row.number}`);
    if (!hasItsContent(row))
      return broken(row.number, 'its content does not have the hash that it was taken with');
    if (row.previous_sha256 !== previous)
      return broken(row.number, `it does not point at the hash of number ${count}`);
    if (row.chain_hash !== snapshotChainHash(chain, row))
      return broken(
        row.number,
        'what is said of it, or its place in the chain, is not what its hash stands for',
      );
    previous = row.sha256;
    chain = row.chain_hash;
    count += 1;
  }
  return { count, finding: null };
}

export function verifySnapshots(database: Database, column: Column): Report {
  const scopes = database
    .prepare<[string], { id: string }>(
      `SELECT DISTINCT "${column}" AS id FROM snapshot WHERE scope = ? ORDER BY id`,
    )
    .all(column);
  const proven = scopes.map(({ id }) => verifyScope(database, column, id));
  return {
    findings: proven.flatMap(({ finding }) => finding ?? []),
    counted: { ...NOTHING_COUNTED, snapshots: proven.reduce((sum, { count }) => sum + count, 0) },
    notes: [],
  };
}
