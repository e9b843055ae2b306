/** `claim`: the head claims any problem, a class member for themself; the first claim starts the rectification (W3). */
import * as v from 'valibot';
import { parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { accept, refuse } from '#domain/refusals.ts';
import { MOVES, mayMove } from '#domain/workflow.ts';

const schema = v.object({ row: rowId });
export type Claim = v.InferOutput<typeof schema>;

export const claim: Command<Claim> = {
  name: 'claim',
  schema,
  parse: (input) => parseWith(schema, input),
  idsNeeded: () => 0,
  decide: ({ row }, { index, actor, at, planPassed }) => {
    const allowed = mayMove(actor, 'claim', index.facts(row, planPassed));
    if (!allowed.ok) return allowed;
    const problem = index.row(row);
    if (problem?.list !== 'problems') return refuse('NO_SUCH_ROW');
    if (Object.hasOwn(problem.claim, actor.person)) return refuse('ALREADY_CLAIMED');
    const move = MOVES.find(({ command, from }) => command === 'claim' && from === problem.status);
    const through = move?.to ?? [];
    return accept({
      cells: [
        { row, field: 'claim', member: actor.person, value: at },
        ...through.map((status) => ({ row, field: 'status', value: status })),
      ],
      value: { status: through.at(-1) ?? problem.status },
    });
  },
};
