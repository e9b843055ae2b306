/** The buttons of a problem: which commands this person could ever give it, and why one can't be given now. */
import { checkReadyToClose } from '#domain/commands/closure-guards.ts';
import { mayBin, type RowFacts } from '#domain/permissions.ts';
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { mayMove, type CommandName } from '#domain/workflow.ts';
import * as m from '#messages/paraglide/messages.js';
import { say } from '../../../words.ts';

export interface Act {
  readonly command: CommandName;
  /** undefined: it can be given now */
  readonly why: string | undefined;
}

export const factsOf = (problem: ProblemRow, planPassed: boolean): RowFacts => ({
  list: 'problems',
  exists: true,
  deleted: problem.deleted,
  problemDeleted: problem.deleted,
  problemStatus: problem.status,
  planPassed,
  leaders: [],
});

const holds = (actor: LedgerActor, ...roles: string[]): boolean =>
  actor.roles.some((role) => roles.includes(role));

const MOVES = ['claim', 'applyForClosure', 'passReview', 'returnReview'] as const;

export function actsOf(
  actor: LedgerActor,
  problem: ProblemRow,
  tasks: readonly TaskRow[],
  planPassed: boolean,
  /** one's own organisation has passed it already (W8) */
  isPassed: boolean,
): readonly Act[] {
  const facts = factsOf(problem, planPassed);
  const acts: Act[] = [];
  for (const command of MOVES) {
    const verdict = mayMove(actor, command, facts);
    if (!verdict.ok && verdict.code === 'FORBIDDEN') continue;
    if (verdict.ok && command === 'claim' && problem.claim[actor.person]) continue;
    const why = verdict.ok
      ? command === 'passReview' && isPassed
        ? m.act_passed_already()
        : undefined
      : say(verdict);
    if (why !== undefined && isOver(command, problem)) continue;
    acts.push({
      command,
      why: why ?? (command === 'applyForClosure' ? lackingForClosure(problem, tasks) : undefined),
    });
  }
  if (holds(actor, 'unit_editor', 'unit_head', 'unit_member')) {
    const phase = phaseOf(problem.status);
    const code = phase === 'unclaimed' ? 'NOT_CLAIMED_YET' : phase === 'review' ? 'UNDER_REVIEW' : 'CLOSED';
    acts.push({ command: 'recordEvidence', why: phase === 'working' ? undefined : say({ code }) });
  }
  if (holds(actor, 'office')) acts.push({ command: 'correctOriginal', why: undefined });
  const bin = mayBin(actor, facts);
  if (bin.ok) acts.push({ command: 'deleteRow', why: undefined });
  return acts;
}

/** A step that lies behind, or far ahead, needs no greyed button. */
function isOver(command: (typeof MOVES)[number], problem: ProblemRow): boolean {
  const phase = phaseOf(problem.status);
  if (command === 'claim') return phase !== 'unclaimed';
  if (command === 'applyForClosure') return phase !== 'working';
  return phase !== 'review';
}

/** What the closure guards would miss, said before the attempt: the same guards, with the reason still to be given. */
function lackingForClosure(problem: ProblemRow, tasks: readonly TaskRow[]): string | undefined {
  const ready = checkReadyToClose(problem, tasks, '');
  return ready.ok ? undefined : say(ready);
}

/** Basically done tasks need a reason with the application. */
export const needsReason = (tasks: readonly TaskRow[]): boolean =>
  tasks.some(({ completion }) => completion === '基本完成');
