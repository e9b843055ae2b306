/** Corrections to the duties and tasks of a preview's problem, each value held against the field table. Pure. */
import * as v from 'valibot';
import { WORDS_MAX } from '#domain/commands/words.ts';
import { COMPLETIONS, fieldOf, MEASURE_TYPES, type List } from '#domain/lists/fields.ts';
import { checkFreeText, checkMember, checkValue } from '#domain/lists/values.ts';
import { accept, GRANTED, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import type { PreviewDuty, PreviewEdit, PreviewTask } from '#protocol/services.ts';
import { completionOf, dueOf } from '#server/exchange/ledger-files/problem.ts';
import type { StoredProblem } from '#server/exchange/stored-preview.ts';

const NAMES_MAX = 50;
const words = v.optional(v.nullable(v.pipe(v.string(), v.trim())));
const names = v.optional(v.pipe(v.array(v.pipe(v.string(), v.trim())), v.maxLength(NAMES_MAX)));

export const taskChange = v.strictObject({
  measure: v.optional(v.pipe(v.string(), v.trim())),
  types: v.optional(v.array(v.picklist(MEASURE_TYPES))),
  owner: words,
  due: v.optional(
    v.strictObject({
      date: v.nullable(v.string()),
      immediate: v.boolean(),
      longTerm: v.boolean(),
      withinFocus: v.optional(v.boolean(), false),
    }),
  ),
  dueText: words,
  progress: words,
  completion: v.optional(v.picklist(COMPLETIONS)),
  evidence: words,
  extension: words,
  note: words,
});
export const dutyChange = v.strictObject({
  cause: words,
  goal: words,
  firstHead: words,
  leaders: names,
  leadDept: words,
  clerk: words,
  coUnits: names,
  supervisorOrg: words,
  countyLeader: words,
});

type UnderEdit = Extract<PreviewEdit, { do: 'changeTask' | 'changeDuty' | 'dropTask' }>;

const NO_DUTY: PreviewDuty = {
  cause: null,
  goal: null,
  firstHead: null,
  leaders: [],
  leadDept: null,
  clerk: null,
  coUnits: [],
  supervisorOrg: null,
  countyLeader: null,
};

export const recoded = (tasks: readonly PreviewTask[], code: string): readonly PreviewTask[] =>
  tasks.map((task, n) => ({ ...task, code: `${code}-${n + 1}` }));

/** What follows from the tasks, with running numbers anew. */
const withTasks = (problem: StoredProblem, tasks: readonly PreviewTask[]): StoredProblem => ({
  ...problem,
  tasks: recoded(tasks, problem.code),
  due: tasks.length > 0 ? dueOf(tasks) : problem.due,
  completion: completionOf(tasks),
});

/** Both problems' tasks, and the duty of the first that has one. */
export const joinedUnder = (
  before: StoredProblem,
  problem: StoredProblem,
): Pick<StoredProblem, 'tasks' | 'duties' | 'due' | 'completion'> => {
  const { tasks, due, completion } = withTasks(before, [...before.tasks, ...problem.tasks]);
  return { tasks, due, completion, duties: before.duties.length > 0 ? before.duties : problem.duties };
};

const emptied = <T extends object>(set: T): T =>
  Object.fromEntries(Object.entries(set).map(([name, value]) => [name, value === '' ? null : value])) as T;

function check(list: List, set: Readonly<Record<string, unknown>>): Verdict {
  for (const [name, value] of Object.entries(set)) {
    if (value === null || value === undefined) continue;
    const field = fieldOf(list, name);
    const verdict =
      name === 'evidence'
        ? checkFreeText(name, String(value), WORDS_MAX.note)
        : name === 'due'
          ? checkValue(fieldOf('tasks', 'due')!, (value as PreviewTask['due']).date)
          : Array.isArray(value)
            ? (value.map((member) => checkMember(field!, String(member))).find(({ ok }) => !ok) ?? GRANTED)
            : checkValue(field!, value);
    if (!verdict.ok) return verdict;
  }
  return GRANTED;
}

/** Refusals: NOT_FOUND (no such task), EMPTY_TEXT and the codes of section F. */
export function changeUnder(problem: StoredProblem, edit: UnderEdit): Outcome<StoredProblem> {
  if (edit.do === 'changeDuty') {
    const set = emptied(edit.set);
    const verdict = check('duties', set);
    if (!verdict.ok) return verdict;
    const [first = NO_DUTY, ...more] = problem.duties;
    return accept({ ...problem, duties: [{ ...first, ...set }, ...more] });
  }
  const at = problem.tasks.findIndex((task) => task.code === edit.task);
  if (at < 0) return refuse('NOT_FOUND');
  if (edit.do === 'dropTask') return accept(withTasks(problem, problem.tasks.toSpliced(at, 1)));
  if (edit.set.measure === '') return refuse('EMPTY_TEXT', { field: 'measure' });
  const set = emptied(edit.set);
  const verdict = check('tasks', set);
  if (!verdict.ok) return verdict;
  return accept(withTasks(problem, problem.tasks.with(at, { ...problem.tasks[at]!, ...set })));
}
