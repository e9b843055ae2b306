/** Which problems are a person's own: those that name them, and those in which the next act is theirs. Pure. */
import { checkReadyToClose } from '#domain/commands/closure-guards.ts';
import { hasPassed } from '#domain/commands/loops.ts';
import type { Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { isReviewStep, mayMove, voiceIn } from '#domain/workflow.ts';
import { factsOf } from './panel/acts.ts';
import type { Review } from './reviews-of-ledger.svelte.ts';

/** Problems of which a duty or a task names this person by id: as first responsible, leader, clerk or owner. */
export function problemsNaming({ duties, tasks }: Lists, person: string): ReadonlySet<string> {
  const names = (held: string | null): boolean => held?.startsWith(`@${person} `) === true;
  return new Set<string>([
    ...duties
      .filter(({ firstHead, clerk, leaders }) => [firstHead, clerk, ...leaders].some(names))
      .map(({ problem }) => problem),
    ...tasks.filter(({ owner }) => names(owner)).map(({ problem }) => problem),
  ]);
}

/** Problems under review that wait for other organisations: this person's own has passed them in this loop (W8). */
export function problemsPassedBy(
  actor: LedgerActor | null,
  problems: readonly ProblemRow[],
  reviews: readonly Pick<Review, 'problem' | 'loop' | 'step' | 'decision' | 'voice'>[],
): ReadonlySet<string> {
  const passed = new Set<string>();
  for (const { id, status } of problems) {
    const voice = actor && isReviewStep(status) ? voiceIn(actor, status) : undefined;
    if (voice === undefined || !isReviewStep(status)) continue;
    const own = reviews
      .filter(({ problem }) => problem === id)
      .map((review) => ({ ...review, organisation: review.voice ?? '' }));
    if (hasPassed(own, status, voice)) passed.add(id);
  }
  return passed;
}

/**
 * Problems whose next step is this person's: a review, a first claim, or an application that is complete.
 * `passed`: those that their organisation has passed already.
 */
export function problemsWaitingFor(
  actor: LedgerActor | null,
  { problems, tasks }: Lists,
  planPassed: boolean,
  passed: ReadonlySet<string>,
): ReadonlySet<string> {
  const waiting = new Set<string>();
  if (actor === null) return waiting;
  const handIn = new Map<string, TaskRow[]>();
  for (const problem of problems) {
    const facts = factsOf(problem, planPassed);
    if (passed.has(problem.id)) continue;
    if (mayMove(actor, 'passReview', facts).ok) waiting.add(problem.id);
    else if (problem.status === 'issued' && mayMove(actor, 'claim', facts).ok) waiting.add(problem.id);
    else if (mayMove(actor, 'applyForClosure', facts).ok) handIn.set(problem.id, []);
  }
  if (handIn.size === 0) return waiting;
  for (const task of tasks) handIn.get(task.problem)?.push(task);
  for (const problem of problems) {
    const own = handIn.get(problem.id);
    if (own && checkReadyToClose(problem, own, '').ok) waiting.add(problem.id);
  }
  return waiting;
}
