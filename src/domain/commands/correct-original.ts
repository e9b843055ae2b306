/** `correctOriginal`: the office corrects an issued original, with a reason that stays on record (W5). */
import * as v from 'valibot';
import { parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { requiredWords } from '#domain/commands/words.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { accept, refuse } from '#domain/refusals.ts';

const schema = v.object({
  row: rowId,
  original: v.pipe(v.string(), v.trim()),
  reason: v.optional(v.nullable(v.string())),
});
export type CorrectOriginal = v.InferOutput<typeof schema>;

export const correctOriginal: Command<CorrectOriginal> = {
  name: 'correctOriginal',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    if (parsed.value.original === '') return refuse('EMPTY_TEXT', { field: 'original' });
    const checked = checkValue(fieldOf('problems', 'original')!, parsed.value.original);
    if (!checked.ok) return checked;
    const reason = requiredWords('reason', parsed.value.reason, 'REASON_REQUIRED');
    return reason.ok ? accept({ ...parsed.value, reason: reason.value }) : reason;
  },
  idsNeeded: () => 1,
  decide: ({ row, original, reason }, { index, actor, ids }) => {
    if (!actor.roles.includes('office')) return refuse('FORBIDDEN', { command: 'correctOriginal' });
    const problem = index.row(row);
    if (problem?.list !== 'problems') return refuse('NO_SUCH_ROW');
    if (problem.deleted) return refuse('ROW_DELETED');
    if (problem.original === original) return refuse('BAD_REQUEST', { field: 'original' });
    return accept({
      cells: [{ row, field: 'original', value: original }],
      records: [
        {
          kind: 'correction',
          id: ids[0]!,
          problem: row,
          oldText: problem.original,
          newText: original,
          reason: reason ?? '',
        },
      ],
      value: {},
    });
  },
};
