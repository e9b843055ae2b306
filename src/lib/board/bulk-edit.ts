/** More cells than an edit should carry go as the command `editCells`: one transaction, one commit, one step of undo. */
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { CellIntent } from './intents.ts';
import type { LedgerCore } from './ledger-core.ts';
import { rejectedCell } from './re-execution.ts';

/** Up to so many cells travel as edits of this page. */
export const EDIT_CELLS_MAX = 2_000;
/** Edits on their way are waited for first: the command builds on them. */
const WAIT_MS = 8_000;

/** Starts it; what is refused in the end goes to the tray. Needs a connection, unlike an edit. */
export function bulkEdit(core: LedgerCore, cells: readonly CellIntent[]): Verdict {
  if (core.line.state !== 'live') return refuse('UNAVAILABLE');
  const finished = core.startBulk(cells.map(({ cell }) => cell));
  // no outbox has them: who leaves now would not know what became of them
  const mayLeave = core.around.staying?.();
  void run(core, cells).then((saved) => {
    mayLeave?.();
    finished(saved);
  });
  return GRANTED;
}

/** Cells that were surely written. */
async function run(core: LedgerCore, cells: readonly CellIntent[]): Promise<readonly string[]> {
  await core.outbox.drained(WAIT_MS);
  const intents = cells.map(({ cell, value, base }) => ({ cell, value, base: base ?? null }));
  const answer = await core.commands.command('editCells', { intents, writeRest: true });
  const refused = answer.ok ? refusedCells(answer.value) : new Map(cells.map(({ cell }) => [cell, answer]));
  core.tray.add(
    cells.flatMap((intent) => {
      const reason = refused.get(intent.cell);
      return reason ? [rejectedCell(intent, reason)] : [];
    }),
  );
  // Of very many refused cells the answer names some: then none is called saved, the lists show what is.
  if (answer.ok && refusedCount(answer.value) > refused.size) return [];
  return cells.map(({ cell }) => cell).filter((cell) => !refused.has(cell));
}

/** `{refused: [{cell, code, params}], refusedCount}` of the answer. */
function refusedCells(value: unknown): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  if (typeof value !== 'object' || value === null || !('refused' in value) || !Array.isArray(value.refused)) {
    return refused;
  }
  for (const { cell, code, params } of value.refused as Partial<Refusal & { cell: string }>[]) {
    if (cell !== undefined && code !== undefined) refused.set(cell, refuse(code, params ?? {}));
  }
  return refused;
}

function refusedCount(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('refusedCount' in value)) return 0;
  return Number(value.refusedCount);
}
