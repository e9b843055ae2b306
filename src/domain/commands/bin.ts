/** `deleteRow` and `restoreRow`: into the bin and back; nothing is ever erased (W11). */
import * as v from 'valibot';
import {
  parseWith,
  rowId,
  type Command,
  type CommandContext,
  type CommandDecision,
} from '#domain/commands/command.ts';
import type { RowId } from '#domain/ids.ts';
import { mayBin } from '#domain/permissions.ts';
import type { Lists, ProblemRow } from '#domain/projections/rows.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

const schema = v.object({ row: rowId });
export type Bin = v.InferOutput<typeof schema>;

/** A problem issued meanwhile may bear the code of the one in the bin. */
const isCodeTaken = (problem: ProblemRow, lists: Lists): boolean =>
  lists.problems.some((other) => !other.deleted && other.code === problem.code);

function decide(
  row: RowId,
  deleted: boolean,
  { index, lists, actor, planPassed }: CommandContext,
): Outcome<CommandDecision> {
  const allowed = mayBin(actor, index.facts(row, planPassed));
  if (!allowed.ok) return allowed;
  const there = index.row(row);
  if (!there) return refuse('NO_SUCH_ROW');
  if (there.deleted === deleted) return refuse(deleted ? 'ROW_DELETED' : 'NOT_DELETED');
  if (!deleted && there.list === 'problems' && isCodeTaken(there, lists))
    return refuse('DUPLICATE_CODE', { code: there.code });
  return accept({
    cells: [{ row, field: 'deleted', value: deleted }],
    records: [deleted ? { kind: 'binned', row, list: there.list } : { kind: 'unbinned', row }],
    value: {},
  });
}

export const deleteRow: Command<Bin> = {
  name: 'deleteRow',
  schema,
  parse: (input) => parseWith(schema, input),
  idsNeeded: () => 0,
  decide: ({ row }, context) => decide(row, true, context),
};

export const restoreRow: Command<Bin> = {
  name: 'restoreRow',
  schema,
  parse: (input) => parseWith(schema, input),
  idsNeeded: () => 0,
  decide: ({ row }, context) => decide(row, false, context),
};
