/** The row of a ledger in which nothing was committed yet. */
import { CHAIN_START } from '#server/store/chain.ts';
import type { LedgerTable } from '#server/store/schema.ts';

type Made = Pick<LedgerTable, 'id' | 'round' | 'unit' | 'created_at'> &
  Partial<Pick<LedgerTable, 'team' | 'resident'>>;

export const newLedger = ({
  id,
  round,
  unit,
  team = null,
  resident = null,
  created_at,
}: Made): LedgerTable => ({
  id,
  round,
  unit,
  team,
  resident,
  epoch: 1,
  seq: 0,
  chain_hash: CHAIN_START,
  plan_passed: 0,
  prose_seq: 0,
  rows_seq: 0,
  created_at,
});
