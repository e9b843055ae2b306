/** Pages of history as they are read: the first one given or fetched, the earlier ones on demand; the latest question wins. */
import type { HistoryEntry, HistoryPage, HistoryRow } from '#protocol/history.ts';
import { read } from '../../../door.ts';
import { say } from '../../../words.ts';

/** Pages without any item that are read on by themselves before the person is asked. */
const EMPTY_PAGES_MAX = 8;

export class Feed {
  items = $state.raw<readonly HistoryEntry[]>([]);
  rows = $state.raw<Readonly<Record<string, HistoryRow>>>({});
  next = $state.raw<number | undefined>(undefined);
  /** older rows were dropped: up to when; known with the last page */
  gone = $state.raw<HistoryPage['gone']>(undefined);
  isReading = $state(false);
  failure = $state('');
  readonly #ledger: string;
  #query = '';
  #turn = 0;

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  /** From the newest on. `first`: that page, where it has come already. */
  async begin(query: Readonly<Record<string, string>>, first?: HistoryPage): Promise<void> {
    this.#query = new URLSearchParams(query).toString();
    this.#turn += 1;
    this.items = [];
    this.rows = {};
    this.next = undefined;
    this.gone = undefined;
    this.failure = '';
    if (first) this.#take(first);
    else await this.#read(this.#turn);
  }

  async more(): Promise<void> {
    if (this.next !== undefined && !this.isReading) await this.#read(this.#turn);
  }

  #take(page: HistoryPage): void {
    this.items = [...this.items, ...page.items];
    this.rows = { ...this.rows, ...page.rows };
    this.next = page.next;
    this.gone = page.gone;
  }

  async #read(turn: number): Promise<void> {
    this.isReading = true;
    for (let n = 0; n < EMPTY_PAGES_MAX; n += 1) {
      const query = new URLSearchParams(this.#query);
      if (this.next !== undefined) query.set('before', String(this.next));
      const answer = await read<HistoryPage>(`/api/ledgers/${this.#ledger}/history?${query}`);
      if (turn !== this.#turn) return;
      this.failure = answer.ok ? '' : say(answer);
      if (answer.ok) this.#take(answer.value);
      if (!answer.ok || answer.value.items.length > 0 || answer.value.next === undefined) break;
    }
    this.isReading = false;
  }
}
