/** The moment that is looked at beside the present: read from the door, the latest wish wins, neighbours follow each other. */
import { differenceOf, type Difference } from '#domain/comparison/difference.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import type { PastView } from '#protocol/history.ts';
import type { LedgerView } from '#protocol/services.ts';
import * as m from '#messages/paraglide/messages.js';
import { read } from '../../../door.ts';
import { say } from '../../../words.ts';

const EMPTY: Lists = { problems: [], duties: [], tasks: [] };
const rowsOf = (lists: Lists): readonly Row[] => [...lists.problems, ...lists.duties, ...lists.tasks];

export class Past {
  view = $state.raw<PastView | null>(null);
  now = $state.raw<LedgerView | null>(null);
  isReading = $state(false);
  failure = $state('');
  readonly #ledger: string;
  /** undefined: nothing is waited for */
  #wanted: string | null | undefined;
  #running = false;

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  readonly lists = $derived<Lists>(this.view ?? EMPTY);
  /** from the moment to the present */
  readonly difference = $derived.by<Difference | null>(() =>
    this.view && this.now ? differenceOf(this.view, this.now) : null,
  );
  readonly nowById = $derived.by<ReadonlyMap<string, Row>>(
    () => new Map(this.now ? rowsOf(this.now).map((row) => [row.id, row]) : []),
  );
  /** ids of rows that are another, or gone, by now */
  readonly changedRows = $derived.by<ReadonlySet<string>>(
    () =>
      new Set(
        this.difference
          ? [...this.difference.changed.map(({ id }) => id), ...this.difference.removed.map(({ id }) => id)]
          : [],
      ),
  );

  /** `at`: a seq, an ISO instant, or null for the present. While one is read the last wish waits, those between are let go. */
  async look(at: string | null): Promise<void> {
    this.#wanted = at;
    if (this.#running) return;
    this.#running = true;
    this.isReading = true;
    while (this.#wanted !== undefined) {
      const asked: string | null = this.#wanted;
      this.#wanted = undefined;
      await this.#read(asked);
    }
    this.isReading = false;
    this.#running = false;
  }

  async #read(at: string | null): Promise<void> {
    if (!this.now) {
      const now = await read<LedgerView>(`/api/ledgers/${this.#ledger}`);
      if (!now.ok) {
        this.failure = say(now);
        return;
      }
      this.now = now.value;
    }
    const moment = at ?? String(this.now.seq);
    const answer = await read<PastView>(`/api/ledgers/${this.#ledger}?at=${encodeURIComponent(moment)}`);
    this.failure = answer.ok ? '' : answer.code === 'BAD_REQUEST' ? m.hist_bad_moment() : say(answer);
    if (answer.ok) this.view = answer.value;
  }
}
