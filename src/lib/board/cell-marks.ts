/** What a cell shows about its saving: waiting until the ACK, then saved for a moment. Knows no document and no socket. */
import type { Mark } from './board.contract.ts';

/** How long "saved" stays in the cell. */
export const SAVED_MARK_MS = 3_000;

export class CellMarks {
  readonly #waiting = new Map<string, number>();
  readonly #saved = new Map<string, number>();
  readonly #now: () => number;
  readonly #changed: () => void;
  #version = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  /** `now`: milliseconds. */
  constructor(now: () => number, changed: () => void) {
    this.#now = now;
    this.#changed = () => {
      this.#version += 1;
      changed();
    };
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Cells (`row/field`) of everything that waits now, with how many edits each. */
  setWaiting(cells: Iterable<string>): void {
    this.#waiting.clear();
    for (const cell of cells) this.#waiting.set(cell, (this.#waiting.get(cell) ?? 0) + 1);
    this.#changed();
  }

  saved(cells: Iterable<string>): void {
    const until = this.#now() + SAVED_MARK_MS;
    for (const cell of cells) this.#saved.set(cell, until);
    this.#sweep ??= setTimeout(() => this.#expire(), SAVED_MARK_MS);
    this.#changed();
  }

  /** `refused` is the tray's to say. */
  mark(cell: string): Mark | undefined {
    if (this.#waiting.has(cell)) return 'waiting';
    return this.#saved.has(cell) ? 'saved' : undefined;
  }

  destroy(): void {
    clearTimeout(this.#sweep);
  }

  #expire(): void {
    const now = this.#now();
    let next: number | undefined;
    for (const [cell, until] of this.#saved) {
      if (until <= now) this.#saved.delete(cell);
      else if (next === undefined || until < next) next = until;
    }
    this.#sweep = next === undefined ? undefined : setTimeout(() => this.#expire(), next - now);
    this.#changed();
  }
}
