/** The buttons of a problem: which commands this person could ever give it, and why one can't be given now. */
import { mayBin, type RowFacts } from '#domain/permissions.ts';
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { mayMove, STEP_PARTIES, isReviewStep, type CommandName } from '#domain/workflow.ts';
import * as m from '#messages/paraglide/messages.js';
import { roleWord, say } from '../../../words.ts';

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

/** Whose turn it is, said in full for a step that is somebody else's. */
function whyNot(
  refusal: { readonly code: string; readonly params: Readonly<Record<string, string | number>> },
  problem: ProblemRow,
): string {
  if (refusal.code === 'NOT_YOUR_STEP' && isReviewStep(problem.status)) {
    return say({
      code: 'NOT_YOUR_STEP',
      params: { party: roleWord(STEP_PARTIES[problem.status].roles[0]!) },
    });
  }
  return say(refusal);
}

const MOVES = ['claim', 'applyForClosure', 'passReview', 'returnReview'] as const;

export function actsOf(
  actor: LedgerActor,
  problem: ProblemRow,
  tasks: readonly TaskRow[],
  planPassed: boolean,
): readonly Act[] {
  const facts = factsOf(problem, planPassed);
  const acts: Act[] = [];
  for (const command of MOVES) {
    const verdict = mayMove(actor, command, facts);
    if (!verdict.ok && verdict.code === 'FORBIDDEN') continue;
    if (verdict.ok && command === 'claim' && problem.claim[actor.person]) continue;
    const why = verdict.ok ? undefined : whyNot(verdict, problem);
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

/** What the closure guards would miss, said before the attempt; the server decides. */
function lackingForClosure(problem: ProblemRow, tasks: readonly TaskRow[]): string | undefined {
  if (tasks.length === 0) return say({ code: 'NO_TASKS' });
  const codes = (rows: readonly TaskRow[]): string => rows.map(({ code }) => code).join(m.list_comma());
  const unfinished = tasks.filter(({ completion }) => completion === '未完成');
  if (unfinished.length > 0) return say({ code: 'TASKS_UNFINISHED', params: { codes: codes(unfinished) } });
  if (problem.evidenceCount + tasks.reduce((sum, task) => sum + task.evidenceCount, 0) === 0)
    return say({ code: 'NO_EVIDENCE' });
  const unextended = tasks.filter(({ extension }) => !extension.trim());
  if (unextended.length === tasks.length)
    return say({ code: 'EXTENSION_EMPTY', params: { codes: codes(unextended) } });
  return undefined;
}

/** Basically done tasks need a reason with the application. */
export const needsReason = (tasks: readonly TaskRow[]): boolean =>
  tasks.some(({ completion }) => completion === '基本完成');
