/** What keeps a ledger from being written until somebody acts (D10, D12, S9), as its board is told. */
import type { BoardContract } from '#board/board.contract.ts';

/** `shut`: nothing of it can be proven, so that there is nothing to decide on. */
export type Closure = 'shut' | 'damaged' | 'lost';

/** Null for whatever else keeps a ledger from being written. */
export function closureOf({ shut, readOnly }: Pick<BoardContract, 'shut' | 'readOnly'>): Closure | null {
  if (shut) return 'shut';
  if (readOnly === 'LEDGER_DAMAGED') return 'damaged';
  return readOnly === 'TAIL_LOST' ? 'lost' : null;
}
