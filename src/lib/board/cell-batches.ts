/** Cuts cells that are written together into edits that fit the guard's limits. */
import { UPDATE_BYTES_MAX } from '#protocol/limits.ts';
import type { CellIntent } from './intents.ts';

/** Cells of one edit; the guard takes more structs, but a refusal should cost little. */
export const BATCH_CELLS_MAX = 1_000;
/** Half of what a frame may hold: the estimate must never be the one that is wrong. */
const BATCH_BYTES_MAX = UPDATE_BYTES_MAX / 2;
const BYTES_PER_CELL = 64;
/** UTF-16 unit to UTF-8, at worst. */
const BYTES_PER_CHARACTER = 3;

function bytesOf({ cell, value }: CellIntent): number {
  const characters = cell.length + (typeof value === 'string' ? value.length : 0);
  return BYTES_PER_CELL + characters * BYTES_PER_CHARACTER;
}

export function batchesOf(cells: readonly CellIntent[]): readonly (readonly CellIntent[])[] {
  const batches: CellIntent[][] = [];
  let open: CellIntent[] = [];
  let bytes = 0;
  for (const cell of cells) {
    const more = bytesOf(cell);
    if (open.length >= BATCH_CELLS_MAX || (open.length > 0 && bytes + more > BATCH_BYTES_MAX)) {
      batches.push(open);
      open = [];
      bytes = 0;
    }
    open.push(cell);
    bytes += more;
  }
  if (open.length > 0) batches.push(open);
  return batches;
}
