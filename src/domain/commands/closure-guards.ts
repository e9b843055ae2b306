/** The guards of 申请销号 (W7), in the order in which a person would fix what is missing. */
import { COUNTERS } from '#domain/lists/fields.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';

const isAccountabilityOnly = (task: TaskRow): boolean =>
  task.types.length > 0 && task.types.every((type) => type === '追责问责');

function missingCounter(task: TaskRow): Verdict {
  for (const { id, of } of COUNTERS) {
    if (task.types.includes(of) && !((task.counters[id] ?? 0) > 0)) {
      return refuse('COUNTERS_EMPTY', { task: task.code, type: of });
    }
  }
  return GRANTED;
}

/** May this problem be handed in, as far as its content goes? `tasks`: its undeleted ones; `reason`: given with the application. */
export function checkReadyToClose(
  problem: ProblemRow,
  tasks: readonly TaskRow[],
  reason: string | null,
): Verdict {
  if (tasks.length === 0) return refuse('NO_TASKS');
  const unfinished = tasks.filter((task) => task.completion === '未完成');
  if (unfinished.length > 0)
    return refuse('TASKS_UNFINISHED', { count: unfinished.length, task: unfinished[0]!.code });
  if (reason === null && tasks.some((task) => task.completion === '基本完成'))
    return refuse('REASON_REQUIRED', { field: 'reason' });
  if (problem.evidenceCount + tasks.reduce((sum, task) => sum + task.evidenceCount, 0) === 0)
    return refuse('NO_EVIDENCE');
  for (const task of tasks) {
    const counters = missingCounter(task);
    if (!counters.ok) return counters;
  }
  if (tasks.every((task) => task.extension.trim() === '')) return refuse('EXTENSION_EMPTY');
  return tasks.every(isAccountabilityOnly) ? refuse('ONLY_ACCOUNTABILITY') : GRANTED;
}
