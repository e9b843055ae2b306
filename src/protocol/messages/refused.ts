/** Server → board: nothing of the edit was applied (S7). */
import { CELLS_NAMED_MAX, cell, id, refusal } from '#protocol/messages/parts.ts';
import type { Refused } from '#protocol/sync.ts';
import { array, record, type Shape } from '#protocol/wire.ts';

export const refused: Shape<Refused> = record<Refused>({
  opId: id,
  cells: array(cell, CELLS_NAMED_MAX),
  reason: refusal,
});
