/** Which problems are a person's own: those that name them, and those in which the next act is theirs. Pure. */
import { checkReadyToClose } from '#domain/commands/closure-guards.ts';
import type { Lists, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { mayMove } from '#domain/workflow.ts';
import { factsOf } from './panel/acts.ts';

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

/** Problems whose next step is this person's: a review, a first claim, or an application that is complete. */
export function problemsWaitingFor(
  actor: LedgerActor | null,
  { problems, tasks }: Lists,
  planPassed: boolean,
): ReadonlySet<string> {
  const waiting = new Set<string>();
  if (actor === null) return waiting;
  const handIn = new Map<string, TaskRow[]>();
  for (const problem of problems) {
    const facts = factsOf(problem, planPassed);
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
