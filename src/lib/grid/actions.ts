/** What each action of the key table does. Answers whether the key was taken: a key that is not goes on to the browser. */
import type { GridModel } from '#grid/model.svelte.ts';
import type { Action } from '#grid/keyboard.ts';
import type { Place } from '#grid/selection.ts';
import { cycle, isOne, jump, over, rangeOf } from '#grid/selection.ts';
import type { Writing } from '#grid/writing.ts';

const WIDTH_STEP = 8;

type Step = readonly [down: number, right: number];
const UP: Step = [-1, 0];
const DOWN: Step = [1, 0];
const LEFT: Step = [0, -1];
const RIGHT: Step = [0, 1];

export class Actions<R extends { readonly id: string }> {
  readonly #grid: GridModel<R>;
  readonly #writing: Writing<R>;
  readonly #table: Readonly<Record<Action, () => boolean | void>>;

  constructor(grid: GridModel<R>, writing: Writing<R>) {
    this.#grid = grid;
    this.#writing = writing;
    const host = grid.host;
    this.#table = {
      up: () => this.#step(UP),
      down: () => this.#step(DOWN),
      left: () => this.#step(LEFT),
      right: () => this.#step(RIGHT),
      extendUp: () => this.#step(UP, true),
      extendDown: () => this.#step(DOWN, true),
      extendLeft: () => this.#step(LEFT, true),
      extendRight: () => this.#step(RIGHT, true),
      jumpUp: () => this.#jump(UP),
      jumpDown: () => this.#jump(DOWN),
      jumpLeft: () => this.#jump(LEFT),
      jumpRight: () => this.#jump(RIGHT),
      extendJumpUp: () => this.#jump(UP, true),
      extendJumpDown: () => this.#jump(DOWN, true),
      extendJumpLeft: () => this.#jump(LEFT, true),
      extendJumpRight: () => this.#jump(RIGHT, true),
      rowStart: () => this.#to({ column: 0 }),
      rowEnd: () => this.#to({ column: Infinity }),
      extendRowStart: () => this.#to({ column: 0 }, true),
      extendRowEnd: () => this.#to({ column: Infinity }, true),
      first: () => this.#to({ row: 0, column: 0 }),
      last: () => this.#to({ row: Infinity, column: Infinity }),
      extendFirst: () => this.#to({ row: 0, column: 0 }, true),
      extendLast: () => this.#to({ row: Infinity, column: Infinity }, true),
      pageUp: () => this.#page(-1),
      pageDown: () => this.#page(1),
      extendPageUp: () => this.#page(-1, true),
      extendPageDown: () => this.#page(1, true),
      enterDown: () => this.#leave('columns', 1),
      enterUp: () => this.#leave('columns', -1),
      tabRight: () => this.#leave('rows', 1),
      tabLeft: () => this.#leave('rows', -1),
      selectAll: () => this.#lines('all'),
      selectRow: () => this.#lines('rows'),
      selectColumn: () => this.#lines('columns'),
      edit: () => this.#edit(),
      openChoices: () => this.#edit(),
      clear: () => writing.clear(),
      cancel: () => this.#cancel(),
      newline: () => grid.editor.insert('\n'),
      fillSelection: () => writing.commitToRange(),
      today: () => writing.today(),
      fillDown: () => writing.fill('down'),
      fillRight: () => writing.fill('right'),
      undo: () => this.#undo('undo'),
      redo: () => this.#undo('redo'),
      insertRow: () => this.#rows((rows) => host().insertRow?.(rows.at(-1) ?? null)),
      deleteRows: () => this.#rows((rows) => rows.length && host().deleteRows?.(rows)),
      moveUp: () => this.#move(-1),
      moveDown: () => this.#move(1),
      wider: () => this.#resize(WIDTH_STEP),
      narrower: () => this.#resize(-WIDTH_STEP),
      openPanel: () => this.#rows((rows) => rows[0] && host().openPanel?.(rows[0])),
    };
  }

  run(action: Action): boolean {
    return this.#table[action]() !== false;
  }

  #from(extend: boolean): Place | undefined {
    return extend ? this.#grid.selection?.head : (this.#grid.active ?? undefined);
  }

  #step([down, right]: Step, extend = false): void {
    this.#writing.commit();
    this.#grid.step(down, right, extend);
  }

  #jump([down, right]: Step, extend = false): void {
    const from = this.#from(extend);
    if (!from) return;
    const filled = (row: number, column: number): boolean => this.#grid.text(row, column) !== '';
    this.#grid.go(jump(from, down, right, this.#grid.extent, filled), extend);
  }

  #to(target: Partial<Place>, extend = false): void {
    const from = this.#from(extend);
    if (!from) return;
    const { rows, columns } = this.#grid.extent;
    const row = Math.min(target.row ?? from.row, rows - 1);
    this.#grid.go({ row, column: Math.min(target.column ?? from.column, columns - 1) }, extend);
  }

  #page(pages: 1 | -1, extend = false): void {
    const from = this.#from(extend);
    if (!from) return;
    const { viewport } = this.#grid;
    const row = viewport.rowAt(viewport.top(from.row) + pages * viewport.pageHeight);
    this.#grid.go({ row: row === from.row ? row + pages : row, column: from.column }, extend);
  }

  /** Enter goes down, Tab right; inside a range both go round in it. Tab at the very end leaves the grid. */
  #leave(by: 'rows' | 'columns', step: 1 | -1): boolean {
    const { selection, extent } = this.#grid;
    this.#writing.commit();
    if (!selection) return false;
    if (!isOne(selection)) {
      this.#grid.selection = cycle(selection, by, step);
      this.#grid.reveal(this.#grid.selection.active);
      return true;
    }
    if (by === 'columns') {
      this.#grid.step(step, 0, false);
      return true;
    }
    const { row, column } = selection.active;
    const place = row * extent.columns + column + step;
    if (place < 0 || place >= extent.rows * extent.columns) return false;
    this.#grid.go({ row: Math.floor(place / extent.columns), column: place % extent.columns }, false);
    return true;
  }

  #lines(which: 'all' | 'rows' | 'columns'): void {
    const { selection, extent } = this.#grid;
    if (!selection) return;
    const range = rangeOf(selection);
    const whole = over({
      top: which === 'rows' ? range.top : 0,
      bottom: which === 'rows' ? range.bottom : extent.rows - 1,
      left: which === 'columns' ? range.left : 0,
      right: which === 'columns' ? range.right : extent.columns - 1,
    });
    this.#grid.selection = { ...whole, active: selection.active };
  }

  #edit(): boolean | void {
    if (this.#grid.editor.isOn) this.#grid.editor.keep();
    else if (!this.#grid.begin('edit')) this.#writing.toggle();
  }

  /** Esc gives up what is being written, then a refused text, then the note; else it is not ours. */
  #cancel(): boolean {
    const { editor, active } = this.#grid;
    if (editor.isOn) {
      this.#writing.cancel();
      return true;
    }
    const row = active && this.#grid.rowOf(active);
    const column = active && this.#grid.columnOf(active);
    const isKept = row && column && this.#grid.kept.has(`${row.id} ${column.id}`);
    if (isKept) this.#grid.keep([`${row.id} ${column.id}`], []);
    const hadNote = this.#grid.note !== undefined;
    this.#grid.note = undefined;
    return Boolean(isKept) || hadNote;
  }

  /** In a plain draft the textarea's own undo works. */
  #undo(which: 'undo' | 'redo'): boolean {
    const { editor, host } = this.#grid;
    if (editor.isOn) return editor[which]();
    host()[which]();
    return true;
  }

  #rows(act: (rows: readonly R[]) => unknown): void {
    this.#writing.commit();
    const { range, rows } = this.#grid;
    act(range ? rows.slice(range.top, range.bottom + 1) : []);
  }

  #move(delta: 1 | -1): void {
    const { active, host } = this.#grid;
    const row = active && this.#grid.rowOf(active);
    if (row) host().moveRow?.(row, delta);
  }

  #resize(by: number): void {
    const { active, layout } = this.#grid;
    if (active) this.#grid.resize(active.column, layout.widths[active.column]! + by);
  }
}
