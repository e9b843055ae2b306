/** `applyForClosure`: the head hands a problem in for review; from then on the unit's fields are frozen (W7). */
import * as v from 'valibot';
import { checkReadyToClose } from '#domain/commands/closure-guards.ts';
import { capacityOf, parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { contentOfProblem } from '#domain/commands/content.ts';
import { loopOf } from '#domain/commands/loops.ts';
import { optionalWords } from '#domain/commands/words.ts';
import { accept, refuse } from '#domain/refusals.ts';
import { firstStep, mayMove } from '#domain/workflow.ts';

const schema = v.object({ row: rowId, reason: v.optional(v.nullable(v.string())) });
export type ApplyForClosure = v.InferOutput<typeof schema>;

export const applyForClosure: Command<ApplyForClosure> = {
  name: 'applyForClosure',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    const reason = optionalWords('reason', parsed.value.reason);
    return reason.ok ? accept({ row: parsed.value.row, reason: reason.value }) : reason;
  },
  idsNeeded: () => 1,
  reviewsOf: ({ row }) => row,
  decide: (
    { row, reason = null },
    { index, actor, parties, planPassed, closureChain, reviews, ids, hash },
  ) => {
    const allowed = mayMove(actor, 'applyForClosure', index.facts(row, planPassed));
    if (!allowed.ok) return allowed;
    const problem = index.row(row);
    if (problem?.list !== 'problems') return refuse('NO_SUCH_ROW');
    const ready = checkReadyToClose(problem, index.tasks(row), reason);
    if (!ready.ok) return ready;
    const step = firstStep(closureChain, parties);
    if (typeof step !== 'string') return step;
    const loop = loopOf(reviews);
    return accept({
      cells: [
        { row, field: 'status', value: 'applied' },
        { row, field: 'status', value: step },
      ],
      records: [
        {
          kind: 'review',
          id: ids[0]!,
          problem: row,
          loop,
          step: 'applied',
          decision: 'apply',
          opinion: reason,
          organisation: capacityOf(actor, ['unit_head'])?.organisation ?? parties.unit,
          contentHash: hash(contentOfProblem(index, problem)),
        },
      ],
      value: { status: step, loop },
    });
  },
};
