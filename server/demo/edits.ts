/** What people write into the example ledgers, as intents of `editCells`: rows, cells and prose. Pure. */
import { createHash } from 'node:crypto';
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { cellKey, textKey } from '#document/keys.ts';
import { idFromBytes } from '#domain/ids.ts';
import type { DemoProblem, DemoTask } from '#server/demo/content.ts';
import { dayAfter } from '#server/demo/days.ts';

export type Intent =
  | { readonly cell: string; readonly value: string | number | boolean | null }
  | { readonly text: string; readonly value: string };

/** The same identifier for the same words: a repeated command is known by it, and answered, not run again. */
export function demoId(...words: readonly string[]): string {
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const id = idFromBytes(
      createHash('sha256')
        .update(`${words.join('/')}#${attempt}`)
        .digest(),
    );
    if (id !== undefined) return id;
  }
  throw new Error('No identifier in sixteen attempts.');
}

export interface ProblemPlace {
  readonly ledger: string;
  readonly code: string;
  readonly row: string;
}

export const dutyId = (place: ProblemPlace): string => demoId(place.ledger, place.code, 'duty');
export const taskId = (place: ProblemPlace, n: number): string =>
  demoId(place.ledger, place.code, 'task', String(n));

const cell = (row: string, field: string, value: string | number | boolean, member?: string): Intent => ({
  cell: cellKey(row, field, member),
  value,
});
const text = (row: string, field: string, value: string): Intent[] =>
  value === '' ? [] : [{ text: textKey(row, field), value }];
const born = (row: string, list: string, problem: string, order: string): Intent[] => [
  cell(row, 'list', list),
  cell(row, 'problem', problem),
  cell(row, 'order', order),
];

/** The office's own marks on an issued problem. */
export function officeIntents(place: ProblemPlace, problem: DemoProblem, today: string, n: number): Intent[] {
  const longTerm = problem.tasks.length > 0 && problem.tasks.every((task) => task.longTerm);
  return [
    cell(place.row, 'due', dayAfter(today, problem.due)),
    cell(place.row, 'nature', n % 3 === 1 ? '共性' : '个性'),
    ...(problem.key || n % 6 === 0 ? [cell(place.row, 'key', true)] : []),
    ...(longTerm ? [cell(place.row, 'kind', 'longterm')] : []),
  ];
}

/** Who supervises: written by the office once the unit has made its duty. */
export const oversightIntents = (place: ProblemPlace, supervisor: string, n: number): Intent[] => [
  cell(dutyId(place), 'supervisorOrg', supervisor),
  cell(dutyId(place), 'countyLeader', n % 2 === 0 ? '韩某某' : '许某某'),
];

/** `head`, `leader`: who answers first and who leads, `@ID NAME` where the board knows them. */
export function dutyIntents(
  place: ProblemPlace,
  problem: DemoProblem,
  head: string,
  leader: string,
): Intent[] {
  const duty = dutyId(place);
  return [
    ...born(duty, 'duties', place.row, generateKeyBetween(null, null)),
    cell(duty, 'firstHead', head),
    cell(duty, 'leaders', generateKeyBetween(null, null), leader),
    cell(duty, 'leadDept', problem.leadDept),
    cell(duty, 'clerk', `${problem.leadDept}负责人`),
    ...text(duty, 'cause', problem.cause),
    ...text(duty, 'goal', problem.goal),
  ];
}

function taskIntents(
  place: ProblemPlace,
  problem: DemoProblem,
  task: DemoTask,
  n: number,
  order: string,
  today: string,
): Intent[] {
  const row = taskId(place, n);
  const immediate = problem.mark === '（立行立改）';
  return [
    ...born(row, 'tasks', place.row, order),
    ...task.types.map((type) => cell(row, 'types', true, type)),
    cell(row, 'owner', `${problem.leadDept} ${problem.leader}`),
    cell(row, 'due', dayAfter(today, problem.due - n)),
    cell(row, 'completion', task.completion),
    cell(row, 'withinFocus', problem.due <= 45),
    ...(immediate ? [cell(row, 'immediate', true)] : []),
    ...(task.longTerm ? [cell(row, 'longTerm', true)] : []),
    ...Object.entries(task.counters).map(([counter, amount]) => cell(row, 'counters', amount, counter)),
    ...text(row, 'measure', task.measure),
    ...text(row, 'progress', task.progress),
    ...text(row, 'extension', task.extension),
  ];
}

export function tasksIntents(place: ProblemPlace, problem: DemoProblem, today: string): Intent[] {
  const orders = generateNKeysBetween(null, null, problem.tasks.length);
  return problem.tasks.flatMap((task, n) => taskIntents(place, problem, task, n, orders[n]!, today));
}

/** One task more than the problem has, the first one again. */
export const strayTaskIntents = (place: ProblemPlace, problem: DemoProblem): Intent[] => [
  ...born(
    taskId(place, problem.tasks.length),
    'tasks',
    place.row,
    generateNKeysBetween(null, null, problem.tasks.length + 1).at(-1)!,
  ),
  ...text(taskId(place, problem.tasks.length), 'measure', `${problem.tasks[0]?.measure ?? ''}（重复录入）`),
];

export const noteIntents = (row: string, note: string): Intent[] => text(row, 'supervisionNote', note);
