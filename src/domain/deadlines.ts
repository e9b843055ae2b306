/** Clocks of problems and tasks: days left and lights (docs/rules.md C6, C7). Days are `YYYY-MM-DD`; today comes as an argument. */
import { phaseOf, type Phase } from '#domain/phases.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';

/** More days than this left is green (domain: 10 or fewer is yellow). */
export const YELLOW_DAYS_MAX = 10;
const DAY_MS = 86_400_000;

export type Light = 'green' | 'yellow' | 'red' | 'none';
export interface Clock {
  readonly light: Light;
  /** days until the time limit, 0 on the day itself, negative when overdue; null without a running clock */
  readonly daysLeft: number | null;
  /** C7: the clock stands still while the item is under review */
  readonly paused: boolean;
}

const OFF: Clock = { light: 'none', daysLeft: null, paused: false };
const PAUSED: Clock = { light: 'none', daysLeft: null, paused: true };

/** Whole days from `today` to `due`. Both must be days that exist. */
export const daysBetween = (today: string, due: string): number =>
  Math.round((Date.parse(`${due}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);

export function lightOf(daysLeft: number): Light {
  if (daysLeft < 0) return 'red';
  return daysLeft <= YELLOW_DAYS_MAX ? 'yellow' : 'green';
}

function running(due: string | null, today: string): Clock {
  if (due === null) return OFF;
  const daysLeft = daysBetween(today, due);
  return { light: lightOf(daysLeft), daysLeft, paused: false };
}

/** What the clock of a problem depends on. */
export type ClockedProblem = Pick<ProblemRow, 'status' | 'deleted' | 'longTerm' | 'kind' | 'due'>;

/** C6, C7: no light for what is closed, long-term or without a day; the clock stands still under review. */
export function clockOfProblem(problem: ClockedProblem, today: string): Clock {
  const phase = phaseOf(problem.status);
  if (problem.deleted || phase === 'closed' || problem.longTerm || problem.kind === 'longterm') return OFF;
  return phase === 'review' ? PAUSED : running(problem.due, today);
}

/** What the clock of a task depends on, beside the phase of its problem. */
export type ClockedTask = Pick<TaskRow, 'longTerm' | 'completion' | 'due'>;

/** C6, C7: of a standing task whose problem is in this phase; a task that is done has no clock. */
export function clockInPhase(task: ClockedTask, phase: Phase, today: string): Clock {
  if (phase === 'closed' || task.longTerm || task.completion === '已完成') return OFF;
  return phase === 'review' ? PAUSED : running(task.due, today);
}

/** C6, C7: as of its problem. */
export const clockOfTask = (task: TaskRow, problem: ProblemRow, today: string): Clock =>
  task.deleted || problem.deleted ? OFF : clockInPhase(task, phaseOf(problem.status), today);
