/** `passReview` and `returnReview`: a party of the step passes the problem on, or gives it back with an opinion (W8–W10). */
import * as v from 'valibot';
import {
  parseWith,
  rowId,
  type Command,
  type CommandContext,
  type CommandDecision,
} from '#domain/commands/command.ts';
import { contentOfProblem } from '#domain/commands/content.ts';
import { hasPassed, loopOf, passedIn } from '#domain/commands/loops.ts';
import { optionalWords, requiredWords } from '#domain/commands/words.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import {
  STEP_PARTIES,
  isReviewStep,
  jointParties,
  mayMove,
  stepAfter,
  voiceIn,
  type ReviewStep,
} from '#domain/workflow.ts';

const text = v.optional(v.nullable(v.string()));
/** `contentHash`: of what the reviewer saw, when the page knows it. */
const schema = v.object({ row: rowId, opinion: text, contentHash: text });
export type Review = v.InferOutput<typeof schema>;

/** All organisations that must pass have done so, this one included. */
function isPassed(step: ReviewStep, organisation: string, { parties, reviews }: CommandContext): boolean {
  if (STEP_PARTIES[step].passes === 'one') return true;
  const passed = new Set([...passedIn(reviews, step), organisation]);
  return jointParties(parties).every((party) => passed.has(party));
}

function decide(
  decision: 'pass' | 'return',
  input: Review,
  context: CommandContext,
): Outcome<CommandDecision> {
  const { index, actor, planPassed, closureChain, reviews, ids, hash } = context;
  const { row, opinion = null } = input;
  const allowed = mayMove(
    actor,
    decision === 'pass' ? 'passReview' : 'returnReview',
    index.facts(row, planPassed),
  );
  if (!allowed.ok) return allowed;
  const problem = index.row(row);
  if (problem?.list !== 'problems' || !isReviewStep(problem.status)) return refuse('NO_SUCH_ROW');
  const step = problem.status;
  const organisation = voiceIn(actor, step);
  if (organisation === undefined) return refuse('NOT_YOUR_STEP', { status: step });
  if (decision === 'pass' && hasPassed(reviews, step, organisation))
    return refuse('NOT_YOUR_STEP', { status: step });
  const contentHash = hash(contentOfProblem(index, problem));
  if (input.contentHash && input.contentHash !== contentHash) return refuse('CONTENT_CHANGED');
  const passed = isPassed(step, organisation, context) ? stepAfter(closureChain, step) : step;
  const status = decision === 'return' ? 'rectifying' : passed;
  const loop = loopOf(reviews);
  return accept({
    cells: status === step ? [] : [{ row, field: 'status', value: status }],
    records: [
      { kind: 'review', id: ids[0]!, problem: row, loop, step, decision, opinion, organisation, contentHash },
    ],
    value: { status, loop },
  });
}

export const passReview: Command<Review> = {
  name: 'passReview',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    const opinion = optionalWords('opinion', parsed.value.opinion);
    return opinion.ok ? accept({ ...parsed.value, opinion: opinion.value }) : opinion;
  },
  idsNeeded: () => 1,
  reviewsOf: ({ row }) => row,
  decide: (input, context) => decide('pass', input, context),
};

export const returnReview: Command<Review> = {
  name: 'returnReview',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    const opinion = requiredWords('opinion', parsed.value.opinion, 'OPINION_REQUIRED');
    return opinion.ok ? accept({ ...parsed.value, opinion: opinion.value }) : opinion;
  },
  idsNeeded: () => 1,
  reviewsOf: ({ row }) => row,
  decide: (input, context) => decide('return', input, context),
};
