/** Proves the snapshots of every ledger and round: contents, numbers, links. One content at a time in memory. Only reads. */
import type { Database } from 'better-sqlite3';
import { chainFaults, type ChainedSnapshot, type ChainFault } from '#server/exchange/snapshot-chain.ts';
import { NOTHING_COUNTED, type Finding, type Report } from '#server/verify/findings.ts';

type Column = 'ledger' | 'round';

/** `next`: the number that stands there instead of a missing one. */
const WHAT: Record<ChainFault['kind'], (number: number, next: number) => string> = {
  missing: (_number, next) => `the snapshot is missing; the next one there is ${next}`,
  content: () => 'its content does not have the hash that it was taken with',
  link: (number) => `it does not point at the hash of number ${number - 1}`,
  chain: () => 'what is said of it, or its place in the chain, is not what its hash stands for',
};

/** The chain of one scope, up to its first break. */
function verifyScope(
  database: Database,
  column: Column,
  id: string,
): { readonly count: number; readonly finding: Finding | null } {
  const where = column === 'ledger' ? `snapshots of ledger ${id}` : `snapshots of round ${id}`;
  let count = 0;
  let reached = 0;
  function* rows(): Generator<ChainedSnapshot, void> {
    const read = database.prepare<[string, string], ChainedSnapshot>(
      `SELECT * FROM snapshot WHERE scope = ? AND "${column}" = ? ORDER BY number`,
    );
    for (const row of read.iterate(column, id)) {
      reached = row.number;
      yield row;
      count += 1;
    }
  }
  for (const { kind, number } of chainFaults(rows()))
    return { count, finding: { kind: 'snapshot', where, at: number, what: WHAT[kind](number, reached) } };
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
