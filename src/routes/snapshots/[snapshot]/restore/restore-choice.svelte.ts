/** What of a snapshot somebody chose to write forward: rows and single fields, everything to begin with. */
import { LISTS } from '#domain/lists/fields.ts';
import type { RestorePreview, RestoredRow } from '#protocol/restoring.ts';

const byCode = new Intl.Collator('zh-CN', { numeric: true });
const inListOrder = (a: RestoredRow, b: RestoredRow): number =>
  LISTS.indexOf(a.list) - LISTS.indexOf(b.list) || byCode.compare(a.code, b.code);

const keysOf = (row: RestoredRow): readonly string[] =>
  row.move === 'since' ? [row.id] : row.fields.map(({ field }) => `${row.id}/${field}`);

export class RestoreChoice {
  readonly preview: RestorePreview;
  /** rows that came since are put into the bin; off to begin with, since people's later work stays */
  binSince = $state(false);
  /** what is not to be written */
  #dropped = $state.raw<ReadonlySet<string>>(new Set());

  constructor(preview: RestorePreview) {
    this.preview = preview;
  }

  readonly rows = $derived.by(() =>
    this.preview.rows.filter((row) => row.move !== 'since').sort(inListOrder),
  );
  readonly since = $derived.by(() => this.preview.rows.filter((row) => row.move === 'since'));

  hasField(row: RestoredRow, field: string): boolean {
    return !this.#dropped.has(`${row.id}/${field}`);
  }
  /** A row from the bin is chosen as a whole: its fields mean nothing while it lies there. */
  hasRow(row: RestoredRow): boolean {
    return row.move === 'back'
      ? !this.#dropped.has(row.id)
      : row.fields.some(({ field }) => this.hasField(row, field));
  }
  setField(row: RestoredRow, field: string, wanted: boolean): void {
    this.#set([`${row.id}/${field}`], wanted);
  }
  setRow(row: RestoredRow, wanted: boolean): void {
    this.#set(row.move === 'back' ? [row.id] : keysOf(row), wanted);
  }
  setAll(wanted: boolean): void {
    this.#set(
      this.rows.flatMap((row) => (row.move === 'back' ? [row.id] : keysOf(row))),
      wanted,
    );
  }

  /** As the command takes it: rows, and `row/field`. */
  readonly only = $derived.by((): readonly string[] => [
    ...this.rows.flatMap((row) => {
      if (row.move === 'back') return this.#dropped.has(row.id) ? [] : [row.id];
      return keysOf(row).filter((key) => !this.#dropped.has(key));
    }),
    ...(this.binSince ? this.since.map(({ id }) => id) : []),
  ]);
  readonly count = $derived.by(() => this.only.length);

  #set(keys: readonly string[], wanted: boolean): void {
    const dropped = new Set(this.#dropped);
    for (const key of keys) {
      if (wanted) dropped.delete(key);
      else dropped.add(key);
    }
    this.#dropped = dropped;
  }
}
