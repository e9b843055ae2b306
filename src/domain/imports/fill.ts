/** Fills what a row of the board leaves empty from a file; what it holds stays, and what differs is told (W16). */
import type { CommandContext } from '#domain/commands/command.ts';
import { plainText } from '#domain/imports/likeness.ts';
import {
  DUTY_FIELDS,
  DUTY_SETS,
  LIMIT_FLAGS,
  PROBLEM_FIELDS,
  TASK_FIELDS,
} from '#domain/imports/imported.ts';
import type { ImportedDuty, ImportedProblem, ImportedTask } from '#domain/imports/imported.ts';
import type { Gathered } from '#domain/imports/new-rows.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { mayWrite } from '#domain/permissions.ts';
import type { DutyRow, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';

/** The board's value stayed where the file has another, or where the file's may not be written. */
export interface Kept {
  readonly problem: string;
  /** of a duty or task: its measure, or null */
  readonly measure: string | null;
  readonly field: string;
  readonly board: string;
  readonly file: string;
}
export type FillContext = Pick<CommandContext, 'actor' | 'index' | 'planPassed'>;

export class Filler {
  readonly kept: Kept[] = [];
  filled = 0;
  readonly #to: Gathered;
  readonly #context: FillContext;

  constructor(to: Gathered, context: FillContext) {
    this.#to = to;
    this.#context = context;
  }

  #keep(code: string, row: Row, field: string, board: string, file: string): void {
    const measure = row.list === 'tasks' ? row.measure : null;
    this.kept.push({ problem: code, measure, field, board, file });
  }

  #may(row: Row, name: string, member?: string): boolean {
    const { actor, index, planPassed } = this.#context;
    return mayWrite(actor, index.facts(row.id, planPassed), fieldOf(row.list, name)!, member).ok;
  }

  /** One value: `board` null or '' is empty. */
  #one(code: string, row: Row, name: string, board: string | null, file: string | null): void {
    if (file === null || file === '') return;
    const isEmpty = board === null || board === '';
    if (!isEmpty && plainText(board) === plainText(file)) return;
    if (!isEmpty || !this.#may(row, name)) return this.#keep(code, row, name, board ?? '', file);
    if (fieldOf(row.list, name)!.type.kind === 'prose') this.#to.text(row.id, name, file);
    else this.#to.cell(row.id, name, file);
    this.filled += 1;
  }

  problem(code: string, row: ProblemRow, given: ImportedProblem): void {
    for (const name of PROBLEM_FIELDS) {
      // a kind that merely follows from the tasks says nothing against the board's
      if (name === 'kind' && row.kind !== null) continue;
      if (name === 'due' && row.due !== null && given.tasks.length > 0) continue;
      this.#one(code, row, name, row[name], given[name]);
    }
  }

  duty(code: string, row: DutyRow, given: ImportedDuty): void {
    for (const name of DUTY_FIELDS) this.#one(code, row, name, row[name], given[name]);
    for (const name of DUTY_SETS) {
      const [board, file] = [row[name], given[name]];
      const names = (list: readonly string[]): string =>
        list.map((one) => one.replace(/^@\S+ /u, '')).join('、');
      if (file.length === 0 || names(board) === names(file)) continue;
      if (board.length > 0 || !this.#may(row, name, file[0]))
        this.#keep(code, row, name, names(board), names(file));
      else {
        this.#to.members(row.id, name, file);
        this.filled += 1;
      }
    }
  }

  task(code: string, row: TaskRow, given: ImportedTask): void {
    for (const name of TASK_FIELDS) this.#one(code, row, name, row[name], given[name]);
    if (given.types.length > 0 && given.types.join() !== row.types.join()) {
      if (row.types.length > 0) this.#keep(code, row, 'types', row.types.join('、'), given.types.join('、'));
      else
        for (const type of given.types)
          if (this.#may(row, 'types', type)) this.#to.cell(row.id, 'types', true, type);
    }
    this.#limit(code, row, given);
    if (given.evidence !== null && given.evidence !== '' && row.evidenceCount === 0)
      this.#to.evidence(row.id, given.evidence);
  }

  /** Day, words and flags of a time limit go together: all of them, or none. */
  #limit(code: string, row: TaskRow, given: ImportedTask): void {
    const flags = LIMIT_FLAGS.filter((name) => given[name]);
    const isEmpty = row.due === null && row.dueText === null && LIMIT_FLAGS.every((name) => !row[name]);
    if (given.due === null && given.dueText === null && flags.length === 0) return;
    if (!isEmpty || !this.#may(row, 'due')) {
      const same = row.due === given.due && LIMIT_FLAGS.every((name) => row[name] === given[name]);
      if (!same)
        this.#keep(
          code,
          row,
          'due',
          row.due ?? row.dueText ?? '',
          given.due ?? given.dueText ?? flags.join(),
        );
      return;
    }
    for (const name of ['due', 'dueText'] as const) if (given[name]) this.#to.cell(row.id, name, given[name]);
    for (const name of flags) this.#to.cell(row.id, name, true);
    this.filled += 1;
  }
}
