/** The lists as the page shows them: own changes at once, others' gathered for a frame; follows the document in force. */
import type { ListsProjection } from '#document/lists-projection.ts';
import { undeleted } from '#domain/projections/derived.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** Others' changes within this time are shown together. */
export const FRAME_MS = 16;

const NOTHING: Lists = { problems: [], duties: [], tasks: [] };

/** A document's rows, and word of every change in them. */
export interface RowSource {
  readonly rows: Pick<ListsProjection, 'lists'>;
  readonly onRows: (listener: () => void) => () => void;
}

export class ListsView {
  readonly #changed: () => void;
  #rows: RowSource['rows'] | undefined;
  #unfollow: (() => void) | undefined;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #all: Lists = NOTHING;
  #lists: Lists = NOTHING;
  #deleted: readonly Row[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get lists(): Lists {
    return this.#lists;
  }
  get deletedRows(): readonly Row[] {
    return this.#deleted;
  }
  /** Rows in the bin included, as neighbours of an order need it. */
  get all(): Lists {
    return this.#all;
  }

  follow(session: RowSource): void {
    this.#unfollow?.();
    this.#rows = session.rows;
    this.#unfollow = session.onRows(() => {
      this.#frame ??= setTimeout(() => this.show(), FRAME_MS);
    });
    this.show();
  }

  /** Take over what changed, now. */
  show(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    const all = this.#rows?.lists() ?? NOTHING;
    if (all === this.#all) return;
    this.#all = all;
    const shown = undeleted(all);
    this.#lists = {
      problems: kept(this.#lists.problems, shown.problems),
      duties: kept(this.#lists.duties, shown.duties),
      tasks: kept(this.#lists.tasks, shown.tasks),
    };
    const deleted = [...all.problems, ...all.duties, ...all.tasks].filter((row) => row.deleted);
    this.#deleted = kept(this.#deleted, deleted);
    this.#changed();
  }

  /** Nothing of the ledger may stay on the screen. */
  clear(): void {
    this.destroy();
    this.#rows = undefined;
    this.show();
  }

  destroy(): void {
    clearTimeout(this.#frame);
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}

/** The old array while nothing in it changed. */
const kept = <T>(before: readonly T[], after: readonly T[]): readonly T[] =>
  before.length === after.length && after.every((row, n) => row === before[n]) ? before : after;
