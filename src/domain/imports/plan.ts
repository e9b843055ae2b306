/**
 * Decides what a ledger file becomes on the board (W16): new problems by the office with what stands under them; under the
 * board's own problems what is missing. Asked by the command that writes and by the preview that shows it beforehand.
 */
import { generateNKeysBetween } from 'fractional-indexing';
import type { CommandContext } from '#domain/commands/command.ts';
import type { RowId } from '#domain/ids.ts';
import { Filler, type Kept } from '#domain/imports/fill.ts';
import { plainText } from '#domain/imports/likeness.ts';
import type { ImportedProblem } from '#domain/imports/imported.ts';
import { Gathered, makeDuty, makeTask } from '#domain/imports/new-rows.ts';
import { ROWS_MAX } from '#domain/lists/fields.ts';
import { mayCreate } from '#domain/permissions.ts';
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { accept, GRANTED, refuse, type Outcome, type RefusalCode, type Verdict } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';

/** Problems planned between two places to stop. */
const PROBLEMS_PER_STEP = 20;

export type PlanContext = Pick<CommandContext, 'lists' | 'index' | 'actor' | 'planPassed' | 'ids'>;

/** A problem of the file, or what stands under it, that is not written, and why. */
export interface Left {
  readonly code: string;
  readonly reason: RefusalCode;
}
export interface ImportPlan {
  readonly gathered: Gathered;
  readonly issued: readonly { readonly code: string; readonly row: RowId }[];
  readonly duties: number;
  readonly tasks: number;
  readonly filled: number;
  readonly kept: readonly Kept[];
  readonly left: readonly Left[];
}

/** Identifiers for every row and record that the import may make. */
export const idsForImport = (problems: readonly ImportedProblem[]): number =>
  problems.reduce((sum, { duties, tasks }) => sum + 1 + duties.length + tasks.length * 2, 0);

const isOffice = ({ actor }: PlanContext): boolean => actor.roles.includes('office');

/** May this person bring duties and tasks under this problem of the board? */
function mayBring(problem: ProblemRow, context: PlanContext): Verdict {
  const facts = context.index.facts(problem.id, context.planPassed);
  const byUnit = mayCreate(context.actor, 'tasks', facts);
  if (byUnit.ok || !isOffice(context)) return byUnit;
  const phase = phaseOf(problem.status);
  if (phase === 'review') return refuse('UNDER_REVIEW');
  if (phase === 'closed') return refuse('CLOSED');
  const isUntouched =
    context.index.duties(problem.id).length === 0 && context.index.tasks(problem.id).length === 0;
  return isUntouched ? GRANTED : byUnit;
}

class Planner {
  readonly #context: PlanContext;
  readonly #gathered: Gathered;
  readonly #filler: Filler;
  readonly #issued: { code: string; row: RowId }[] = [];
  readonly #left: Left[] = [];
  #duties = 0;
  #tasks = 0;

  constructor(context: PlanContext) {
    this.#context = context;
    this.#gathered = new Gathered(context.ids);
    this.#filler = new Filler(this.#gathered, context);
  }

  /** New problems come after the last one, in the order of the file. */
  *issue(problems: readonly ImportedProblem[]): Steps<void> {
    const last = this.#context.lists.problems.at(-1)?.order ?? null;
    const orders = generateNKeysBetween(last, null, problems.length);
    for (const [n, given] of problems.entries()) {
      if (n % PROBLEMS_PER_STEP === 0) yield;
      const row = this.#gathered.id();
      const cell = (field: string, value: string | null): void => {
        if (value) this.#gathered.cell(row, field, value);
      };
      cell('list', 'problems');
      cell('order', orders[n]!);
      for (const name of [
        'code',
        'original',
        'source',
        'category',
        'subcategory',
        'nature',
        'kind',
        'due',
      ] as const)
        cell(name, given[name]);
      cell('status', 'issued');
      this.#issued.push({ code: given.code, row });
      this.#bring(row, given, [], null);
    }
  }

  onBoard(given: ImportedProblem, problem: ProblemRow): void {
    if (problem.deleted) return this.leave(given, 'ROW_DELETED');
    this.#filler.problem(problem.code, problem, given);
    if (given.duties.length === 0 && given.tasks.length === 0) return;
    const allowed = mayBring(problem, this.#context);
    if (!allowed.ok) return this.leave(given, allowed.code);
    const { index } = this.#context;
    const [duty] = index.duties(problem.id);
    const [first, ...more] = given.duties;
    if (duty && first) this.#filler.duty(problem.code, duty, first);
    this.#bring(
      problem.id,
      { ...given, duties: duty && first ? more : given.duties },
      index.tasks(problem.id),
      problem,
    );
  }

  leave({ code }: ImportedProblem, reason: RefusalCode): void {
    this.#left.push({ code, reason });
  }

  /** New duties and tasks after those that stand there; a task with the same measure is the same task. */
  #bring(row: RowId, given: ImportedProblem, standing: readonly TaskRow[], problem: ProblemRow | null): void {
    const free = new Map<string, TaskRow[]>();
    for (const task of standing)
      free.set(plainText(task.measure), [...(free.get(plainText(task.measure)) ?? []), task]);
    const fresh = given.tasks.filter((task) => {
      if (free.size === 0) return true;
      const same = free.get(plainText(task.measure))?.shift();
      if (same && problem) this.#filler.task(problem.code, same, task);
      return !same;
    });
    const orders = generateNKeysBetween(standing.at(-1)?.order ?? null, null, fresh.length);
    fresh.forEach((task, n) => makeTask(this.#gathered, row, orders[n]!, task));
    const last = problem ? (this.#context.index.duties(row).at(-1)?.order ?? null) : null;
    const places = generateNKeysBetween(last, null, given.duties.length);
    given.duties.forEach((duty, n) =>
      makeDuty(this.#gathered, row, places[n]!, duty, isOffice(this.#context)),
    );
    this.#tasks += fresh.length;
    this.#duties += given.duties.length;
  }

  done(): ImportPlan {
    return {
      gathered: this.#gathered,
      issued: this.#issued,
      duties: this.#duties,
      tasks: this.#tasks,
      filled: this.#filler.filled,
      kept: this.#filler.kept,
      left: this.#left,
    };
  }
}

/** Refusals: DUPLICATE_CODE of a new problem, TOO_MANY_ROWS. */
export function* planImport(
  problems: readonly ImportedProblem[],
  context: PlanContext,
): Steps<Outcome<ImportPlan>> {
  const { lists, index } = context;
  const planner = new Planner(context);
  const standing = new Set(lists.problems.flatMap((row) => (row.deleted ? [] : row.code)));
  const fresh: ImportedProblem[] = [];
  for (const [n, given] of problems.entries()) {
    if (n % PROBLEMS_PER_STEP === 0) yield;
    const row = given.row === null ? undefined : index.row(given.row);
    if (row?.list === 'problems') planner.onBoard(given, row);
    else if (given.row !== null) planner.leave(given, 'NO_SUCH_ROW');
    else if (!isOffice(context)) planner.leave(given, 'NOT_ON_BOARD');
    else if (standing.has(given.code)) return refuse('DUPLICATE_CODE', { code: given.code });
    else fresh.push(given);
  }
  yield* planner.issue(fresh);
  const plan = planner.done();
  const rows = lists.problems.length + lists.duties.length + lists.tasks.length;
  if (rows + plan.issued.length + plan.duties + plan.tasks > ROWS_MAX)
    return refuse('TOO_MANY_ROWS', { max: ROWS_MAX });
  return accept(plan);
}
