/** The light of a problem or a task and the words beside it. */
import {
  clockInPhase,
  clockOfProblem,
  clockOfTask,
  type Clock,
  type ClockedTask,
} from '#domain/deadlines.ts';
import { phaseOf, type Phase } from '#domain/phases.ts';
import type { Completion, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import * as m from '#messages/paraglide/messages.js';

export interface LightWords {
  readonly tone: 'green' | 'yellow' | 'red' | 'none' | 'done';
  readonly words: string;
}

function ofClock(clock: Clock, otherwise: string): LightWords {
  if (clock.paused) return { tone: 'none', words: m.light_review() };
  if (clock.daysLeft === null || clock.light === 'none') return { tone: 'none', words: otherwise };
  if (clock.daysLeft < 0) return { tone: 'red', words: m.light_over({ days: -clock.daysLeft }) };
  return {
    tone: clock.light,
    words: clock.daysLeft === 0 ? m.light_today() : m.light_left({ days: clock.daysLeft }),
  };
}

export const lightOfProblem = (problem: ProblemRow, today: string): LightWords =>
  lightWithClock(problem, clockOfProblem(problem, today));

/** The light of a problem whose clock is known. */
export function lightWithClock(
  problem: Pick<ProblemRow, 'status' | 'longTerm' | 'kind'>,
  clock: Clock,
): LightWords {
  if (phaseOf(problem.status) === 'closed') return { tone: 'done', words: m.light_closed() };
  return ofClock(
    clock,
    problem.longTerm || problem.kind === 'longterm' ? m.light_longterm() : m.light_no_day(),
  );
}

export function lightOfTask(task: TaskRow, problem: ProblemRow, today: string): LightWords {
  if (isDone(task.completion)) return { tone: 'done', words: m.light_done() };
  return ofClock(clockOfTask(task, problem, today), task.longTerm ? m.light_longterm() : m.light_no_day());
}

/** The light of a task of which only its problem's phase is known. */
export function lightInPhase(task: ClockedTask, phase: Phase, today: string): LightWords {
  if (isDone(task.completion)) return { tone: 'done', words: m.light_done() };
  return ofClock(clockInPhase(task, phase, today), task.longTerm ? m.light_longterm() : m.light_no_day());
}

export const isDone = (completion: Completion): boolean => completion === '已完成';
export const discOf = (completion: Completion): 'empty' | 'half' | 'full' =>
  completion === '已完成' ? 'full' : completion === '基本完成' ? 'half' : 'empty';

/** How far round the clock face a state stands, 0–1. */
const SHARES: Readonly<Record<string, number>> = {
  issued: 0,
  claimed: 0.2,
  rectifying: 0.4,
  reopened: 0.4,
  applied: 0.6,
  first_review: 0.7,
  joint_review: 0.8,
  audit: 0.88,
  staged: 0.94,
  closed: 1,
};
export const shareOfStatus = (status: string): number => SHARES[status] ?? 0;
