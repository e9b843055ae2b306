/** The flat cells of a ledger document gathered by row and by problem, kept up to date from changed keys. Reads only. */
import type * as Y from 'yjs';
import { cellsOf, type Cells, type CellValue } from '#document/ledger-doc.ts';
import { LISTS, type List } from '#domain/lists/fields.ts';
import type { RowFacts } from '#domain/permissions.ts';
import { idOfNamed } from '#domain/lists/named.ts';

/** `field` or `field:member` → value; cleared cells hold null. */
export type RowCells = ReadonlyMap<string, CellValue>;

const NO_CELLS: RowCells = new Map();
const NO_LEADERS: readonly string[] = [];
const LEADER = 'leaders:';

const isList = (value: CellValue | undefined): value is List => (LISTS as readonly unknown[]).includes(value);

export class RowIndex {
  readonly #cells: Cells;
  readonly #rows = new Map<string, Map<string, CellValue>>();
  /** problem id → its duties and tasks, complete or not */
  readonly #below = new Map<string, Set<string>>();
  readonly #leaders = new Map<string, readonly string[]>();

  constructor(doc: Y.Doc) {
    this.#cells = cellsOf(doc);
    this.#cells.forEach((value, key) => {
      this.#put(key, value);
    });
  }

  /** Take over the present values of these keys of `cells`. Answers the rows they belong to. */
  update(keys: Iterable<string>): Set<string> {
    const touched = new Set<string>();
    for (const key of keys) {
      const value = this.#cells.get(key);
      if (value === undefined) continue;
      const row = this.#put(key, value);
      if (row !== undefined) touched.add(row);
    }
    return touched;
  }

  #put(key: string, value: CellValue): string | undefined {
    const slash = key.indexOf('/');
    if (slash < 1) return undefined;
    const row = key.slice(0, slash);
    const name = key.slice(slash + 1);
    let cells = this.#rows.get(row);
    if (!cells) this.#rows.set(row, (cells = new Map()));
    cells.set(name, value);
    if (name === 'problem' && typeof value === 'string') {
      const below = this.#below.get(value);
      if (below) below.add(row);
      else this.#below.set(value, new Set([row]));
    }
    if (name.startsWith(LEADER) || name === 'deleted' || name === 'problem') this.#forgetLeaders(row, cells);
    return row;
  }

  #forgetLeaders(row: string, cells: RowCells): void {
    this.#leaders.delete(row);
    const problem = cells.get('problem');
    if (typeof problem === 'string') this.#leaders.delete(problem);
  }

  get size(): number {
    return this.#rows.size;
  }
  rows(): Iterable<string> {
    return this.#rows.keys();
  }
  cells(row: string): RowCells {
    return this.#rows.get(row) ?? NO_CELLS;
  }
  below(problem: string): Iterable<string> {
    return this.#below.get(problem) ?? NO_LEADERS;
  }

  /** R1: a row exists when its list and order are there, and for duties and tasks a problem that exists. */
  listOf(row: string): List | undefined {
    const cells = this.cells(row);
    const list = cells.get('list');
    if (!isList(list) || typeof cells.get('order') !== 'string') return undefined;
    if (list === 'problems') return list;
    const problem = cells.get('problem');
    return typeof problem === 'string' && this.#isProblem(problem) ? list : undefined;
  }

  #isProblem(row: string): boolean {
    const cells = this.cells(row);
    return cells.get('list') === 'problems' && typeof cells.get('order') === 'string';
  }

  /** The id of the problem above a row; of a problem its own. */
  problemOf(row: string): string {
    const problem = this.cells(row).get('problem');
    return typeof problem === 'string' ? problem : row;
  }

  /** What `mayWrite` needs to know of the row, in time independent of the ledger's size. */
  facts(row: string, planPassed: boolean): RowFacts {
    const list = this.listOf(row);
    const cells = this.cells(row);
    const problem = this.cells(this.problemOf(row));
    const status = problem.get('status');
    const assigned = cells.get('assigned');
    return {
      list: list ?? 'problems',
      exists: list !== undefined,
      deleted: cells.get('deleted') === true,
      problemDeleted: problem.get('deleted') === true,
      problemStatus: typeof status === 'string' ? status : '',
      planPassed,
      leaders: list === 'duties' ? this.#leadersOf(row) : this.#leadersOf(this.problemOf(row)),
      assigned: list === 'tasks' && typeof assigned === 'string' ? idOfNamed(assigned) : null,
    };
  }

  /** Ids only: a name alone grants nothing (P5). */
  #leadersOf(row: string): readonly string[] {
    let leaders = this.#leaders.get(row);
    if (leaders) return leaders;
    const cells = this.cells(row);
    leaders =
      cells.get('list') === 'duties'
        ? leaderIds(cells)
        : [...new Set([...this.below(row)].flatMap((below) => this.#standingLeaders(below)))];
    this.#leaders.set(row, leaders);
    return leaders;
  }

  #standingLeaders(row: string): readonly string[] {
    const cells = this.cells(row);
    return cells.get('list') === 'duties' && cells.get('deleted') !== true ? leaderIds(cells) : NO_LEADERS;
  }
}

function leaderIds(cells: RowCells): readonly string[] {
  const ids: string[] = [];
  for (const [name, place] of cells) {
    if (place === null || !name.startsWith(LEADER)) continue;
    const id = idOfNamed(name.slice(LEADER.length));
    if (id !== null) ids.push(id);
  }
  return ids;
}
