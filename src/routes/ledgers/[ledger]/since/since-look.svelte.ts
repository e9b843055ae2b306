/** Cells that others changed while this person was away: read when the page opens or is seen again, told to the server when it is left. */
import type { ChangedCell, ChangedSince } from '#protocol/history.ts';
import { read } from '../../../door.ts';

export class SinceLook {
  /** newest first; of the time since this page was opened, too, where it was hidden meanwhile */
  cells = $state.raw<readonly ChangedCell[]>([]);
  more = $state.raw(0);
  readonly #door: string;
  /** by cell and, for what a column shows of all members, by field */
  readonly #places = $derived.by<ReadonlySet<string>>(
    () => new Set(this.cells.flatMap(({ cell, row, field }) => [cell, `${row}/${field}`])),
  );

  /** fields of each row, in the order of `cells` */
  readonly #fields = $derived.by<ReadonlyMap<string, readonly string[]>>(() => {
    const fields = new Map<string, string[]>();
    for (const { row, field } of this.cells) {
      const known = fields.get(row);
      if (!known) fields.set(row, [field]);
      else if (!known.includes(field)) known.push(field);
    }
    return fields;
  });

  constructor(ledger: string) {
    this.#door = `/api/ledgers/${ledger}`;
  }

  has(row: string, field: string): boolean {
    return this.#places.has(`${row}/${field}`);
  }

  /** What of this row is marked; empty when nothing is. */
  fieldsOf(row: string): readonly string[] {
    return this.#fields.get(row) ?? [];
  }

  /** Follow the page until it is left. Returns what is to be called then. */
  follow(): () => void {
    void this.#read();
    const seen = () => {
      if (document.visibilityState === 'visible') void this.#read();
      else this.#tell();
    };
    const left = () => this.#tell();
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('pagehide', left);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('pagehide', left);
      if (document.visibilityState === 'visible') this.#tell();
    };
  }

  /** The person says so: the marks go now. */
  acknowledge(): void {
    this.cells = [];
    this.more = 0;
    this.#tell();
  }

  async #read(): Promise<void> {
    const answer = await read<ChangedSince>(`${this.#door}/changes-since`);
    // what can't be read is marked another time: the server still knows up to where was looked
    if (!answer.ok) return;
    const known = new Map(this.cells.map((cell) => [cell.cell, cell]));
    for (const cell of answer.value.cells) known.delete(cell.cell);
    this.cells = [...answer.value.cells, ...known.values()];
    this.more += answer.value.more;
  }

  /** Up to now. Goes out even while the page is being closed; lost, it only marks more the next time. */
  #tell(): void {
    const headers = { 'content-type': 'application/json' };
    fetch(`${this.#door}/seen`, {
      method: 'POST',
      headers,
      body: '{}',
      keepalive: true,
      credentials: 'same-origin',
    }).catch((unreachable: unknown) => console.warn('Not told what was seen.', unreachable));
  }
}
