/** A page's own steps, to take back and to do again. Only remembers; whether a step may still be taken back is asked elsewhere. */
import type { CellValue } from '#document/ledger-doc.ts';

/** Steps that can be taken back. */
export const UNDO_STEPS_MAX = 200;

export interface CellChange {
  readonly key: string;
  readonly before: CellValue;
  readonly after: CellValue;
}

export type UndoStep =
  | { readonly kind: 'cells'; readonly cells: readonly CellChange[] }
  | {
      readonly kind: 'text';
      readonly row: string;
      readonly field: string;
      readonly before: string;
      readonly after: string;
    }
  /** a row made (`present` after the step) or taken out again */
  | { readonly kind: 'row'; readonly row: string; readonly present: boolean }
  /** one gesture that wrote several things, in the order they were written */
  | { readonly kind: 'group'; readonly steps: readonly UndoStep[] };

/** The step that takes `step` back. */
export function inverseOf(step: UndoStep): UndoStep {
  switch (step.kind) {
    case 'cells':
      return {
        kind: 'cells',
        cells: step.cells.map(({ key, before, after }) => ({ key, before: after, after: before })),
      };
    case 'text':
      return { ...step, before: step.after, after: step.before };
    case 'row':
      return { ...step, present: !step.present };
    case 'group':
      return { kind: 'group', steps: step.steps.map(inverseOf).reverse() };
  }
}

/** What is left of a step when these rows are taken care of as a whole; undefined when nothing is. */
export function withoutRows(step: UndoStep, rows: ReadonlySet<string>): UndoStep | undefined {
  if (step.kind === 'text') return rows.has(step.row) ? undefined : step;
  if (step.kind !== 'cells') return step;
  const cells = step.cells.filter(({ key }) => !rows.has(key.slice(0, key.indexOf('/'))));
  return cells.length > 0 ? { kind: 'cells', cells } : undefined;
}

export class UndoStack {
  #done: readonly UndoStep[] = [];
  #undone: readonly UndoStep[] = [];
  #gesture: UndoStep[] | undefined;

  get canUndo(): boolean {
    return this.#done.length > 0;
  }
  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** A new action: what was undone before it can't be done again. Actions of one turn of the page are one gesture. */
  push(step: UndoStep): void {
    this.#undone = [];
    if (this.#gesture) {
      this.#gesture = [...this.#gesture, step];
      this.keepDone(this.#takeGesture(this.#gesture));
      return;
    }
    this.#gesture = [step];
    queueMicrotask(() => (this.#gesture = undefined));
    this.keepDone(step);
  }

  /** What was kept of the gesture so far leaves the stack. */
  #takeGesture(steps: readonly UndoStep[]): UndoStep {
    this.#done = this.#done.slice(0, -1);
    return { kind: 'group', steps };
  }

  /** The last step leaves the stack even if it turns out that it can't be taken back: the one before it must be reachable. */
  takeDone(): UndoStep | undefined {
    this.#gesture = undefined;
    const step = this.#done.at(-1);
    this.#done = this.#done.slice(0, -1);
    return step;
  }
  takeUndone(): UndoStep | undefined {
    const step = this.#undone.at(-1);
    this.#undone = this.#undone.slice(0, -1);
    return step;
  }
  keepUndone(step: UndoStep): void {
    this.#undone = [...this.#undone, step];
  }
  keepDone(step: UndoStep): void {
    this.#done = [...this.#done, step].slice(-UNDO_STEPS_MAX);
  }
}
