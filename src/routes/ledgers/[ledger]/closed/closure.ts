/** The two ways in which a ledger waits for somebody's decision (D12, S9), by the code that its board is told. */

export type Closure = 'damaged' | 'lost';

/** Null for whatever else keeps a ledger from being written. */
export function closureOf(code: string | null): Closure | null {
  if (code === 'LEDGER_DAMAGED') return 'damaged';
  return code === 'TAIL_LOST' ? 'lost' : null;
}
