/** The three lists of a live document, kept up to date from changed keys: only rows that changed become new objects (R11). */
import type * as Y from 'yjs';
import { onChangedKeys } from '#document/changed-keys.ts';
import { readText } from '#document/ledger-doc.ts';
import { readRow } from '#document/row-cells.ts';
import { RowIndex, type RowCells } from '#document/row-index.ts';
import type { RowId } from '#domain/ids.ts';
import type { RowFacts } from '#domain/permissions.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';
import { byOrder, deriveBranch, type ProblemBranch } from '#domain/projections/derived.ts';
import type { DutyRow, Lists, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';

/** Rows read between two places to stop. */
const ROWS_PER_STEP = 100;
const EMPTY: Lists = { problems: [], duties: [], tasks: [] };

/** The old array when nothing in it changed, so that a list that did not move keeps its identity. */
const kept = <T>(before: readonly T[], after: readonly T[]): readonly T[] =>
  before.length === after.length && after.every((row, n) => row === before[n]) ? before : after;

export class ListsProjection {
  readonly #doc: Y.Doc;
  readonly #index: RowIndex;
  readonly #rows = new Map<string, Row>();
  readonly #branches = new Map<string, ProblemBranch>();
  readonly #dirty = new Set<string>();
  /** problems with a row that was read anew */
  readonly #stale = new Set<string>();
  #lists: Lists = EMPTY;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#index = new RowIndex(doc);
    for (const row of this.#index.rows()) this.#dirty.add(row);
  }

  /** Tell that these keys of cells or texts changed. Cheap; rows are read again when somebody asks for the lists. */
  update(keys: Iterable<string>): void {
    const all = [...keys];
    this.#index.update(all);
    for (const key of all) this.#dirty.add(key.slice(0, key.indexOf('/')));
  }

  /** Follow the document by itself. Returns the unsubscription. */
  follow(changed?: (keys: readonly string[]) => void): () => void {
    return onChangedKeys(this.#doc, (keys) => {
      this.update(keys);
      changed?.(keys);
    });
  }

  /** All rows, those in the bin included (see `undeleted`); problems in order, the others by problem and order (R3). */
  lists(): Lists {
    if (this.#dirty.size > 0 || this.#stale.size > 0) allAtOnce(this.refreshing());
    return this.#lists;
  }

  row(id: string): Row | undefined {
    this.lists();
    return this.#rows.get(id);
  }

  /** Every cell of a row by `field` or `field:member`, as it stands. */
  cells(row: string): RowCells {
    return this.#index.cells(row);
  }

  facts(row: string, planPassed: boolean): RowFacts {
    return this.#index.facts(row, planPassed);
  }

  #read(id: string): Row | undefined {
    const list = this.#index.listOf(id);
    const text = (field: string): string => readText(this.#doc, id, field);
    return list && readRow(text, id as RowId, list, this.#index.cells(id));
  }

  /** What `lists` does first, with places to stop: what changes meanwhile is read, too, or the next time. */
  *refreshing(): Steps<void> {
    if (this.#dirty.size === 0 && this.#stale.size === 0) return;
    let n = 0;
    for (const id of this.#dirty) {
      const row = this.#read(id);
      if (row) this.#rows.set(id, row);
      this.#stale.add(this.#index.problemOf(id));
      this.#dirty.delete(id);
      if ((n += 1) % ROWS_PER_STEP === 0) yield;
    }
    for (const problem of this.#stale) {
      this.#branch(problem);
      this.#stale.delete(problem);
      if ((n += 1) % ROWS_PER_STEP === 0) yield;
    }
    const branches = [...this.#branches.values()].sort((a, b) => byOrder(a.problem, b.problem));
    this.#lists = {
      problems: kept(
        this.#lists.problems,
        branches.map((branch) => branch.problem),
      ),
      duties: kept(
        this.#lists.duties,
        branches.flatMap((branch) => branch.duties),
      ),
      tasks: kept(
        this.#lists.tasks,
        branches.flatMap((branch) => branch.tasks),
      ),
    };
  }

  /** Read one problem and what hangs below it; rows that came before their problem are found here. */
  #branch(id: string): void {
    const problem = this.#rows.get(id);
    if (problem?.list !== 'problems') return;
    const duties: DutyRow[] = [];
    const tasks: TaskRow[] = [];
    for (const below of this.#index.below(id)) {
      const row = this.#rows.get(below) ?? this.#read(below);
      if (row?.list === 'duties') duties.push(row);
      else if (row?.list === 'tasks') tasks.push(row);
    }
    this.#keep({ problem, duties: duties.sort(byOrder), tasks: tasks.sort(byOrder) });
  }

  #keep(branch: {
    readonly problem: ProblemRow;
    readonly duties: DutyRow[];
    readonly tasks: TaskRow[];
  }): void {
    const derived = deriveBranch(branch);
    this.#branches.set(derived.problem.id, derived);
    for (const row of [derived.problem, ...derived.duties, ...derived.tasks]) this.#rows.set(row.id, row);
  }
}
