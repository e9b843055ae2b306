/** The guards of 申请销号 (W7), in the order in which a person would fix what is missing. */
import { COUNTERS } from '#domain/lists/fields.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { GRANTED, refuse, type RefusalParams, type Verdict } from '#domain/refusals.ts';

const isAccountabilityOnly = (task: TaskRow): boolean =>
  task.types.length > 0 && task.types.every((type) => type === '追责问责');

/** Most task codes that a refusal names. */
const CODES_NAMED_MAX = 10;

const named = (tasks: readonly TaskRow[]): RefusalParams => ({
  codes: tasks
    .slice(0, CODES_NAMED_MAX)
    .map((task) => task.code)
    .join(', '),
  count: tasks.length,
});

const lacksCounter = (task: TaskRow): boolean =>
  COUNTERS.some(({ id, of }) => task.types.includes(of) && !((task.counters[id] ?? 0) > 0));

/** May this problem be handed in, as far as its content goes? `tasks`: its undeleted ones; `reason`: given with the application. */
export function checkReadyToClose(
  problem: ProblemRow,
  tasks: readonly TaskRow[],
  reason: string | null,
): Verdict {
  if (tasks.length === 0) return refuse('NO_TASKS');
  const unfinished = tasks.filter((task) => task.completion === '未完成');
  if (unfinished.length > 0) return refuse('TASKS_UNFINISHED', named(unfinished));
  const nearly = tasks.filter((task) => task.completion === '基本完成');
  if (reason === null && nearly.length > 0) return refuse('REASON_REQUIRED', named(nearly));
  const evidence = tasks.reduce((sum, task) => sum + task.evidenceCount, problem.evidenceCount);
  if (evidence === 0) return refuse('NO_EVIDENCE');
  const uncounted = tasks.filter(lacksCounter);
  if (uncounted.length > 0) return refuse('COUNTERS_EMPTY', named(uncounted));
  if (tasks.every((task) => task.extension.trim() === '')) return refuse('EXTENSION_EMPTY', named(tasks));
  return tasks.every(isAccountabilityOnly) ? refuse('ONLY_ACCOUNTABILITY') : GRANTED;
}
