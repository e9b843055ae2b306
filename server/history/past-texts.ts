/** A text as it stood after a commit: the stored one, and the splices between, taken back or applied (rule H3). */
import { applySplices, takeBackSplices } from '#domain/history/splices.ts';
import type { LedgerId } from '#domain/ids.ts';
import { changesOfField } from '#server/history/field-changes.ts';
import { CHANGES_WALKED_MAX } from '#server/history/limits.ts';
import { splicesOf } from '#server/history/content.ts';
import type { Reading } from '#server/history/moments.ts';
import type { ChangeTable } from '#server/store/schema.ts';

export class PastTexts {
  readonly #db: Reading;
  readonly #ledger: LedgerId;
  /** text → where it was read or led to last; pages go back in time, so the next question is near */
  readonly #stands = new Map<string, { readonly seq: number; readonly text: string }>();

  constructor(db: Reading, ledger: LedgerId) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Undefined when the way there is too long, or the log and the stored text do not fit. */
  async at(row: string, field: string, seq: number): Promise<string | undefined> {
    const name = `${row}/${field}`;
    const from = this.#stands.get(name) ?? (await this.#stored(row, field));
    const text = await this.#lead(row, field, from, seq);
    if (text !== undefined) this.#stands.set(name, { seq, text });
    return text;
  }

  async #lead(
    row: string,
    field: string,
    from: { readonly seq: number; readonly text: string },
    seq: number,
  ): Promise<string | undefined> {
    if (from.seq === seq) return from.text;
    const changes = await this.#between(row, field, Math.min(from.seq, seq), Math.max(from.seq, seq));
    if (changes.length > CHANGES_WALKED_MAX) return undefined;
    const splices = changes.flatMap((change) => splicesOf(change) ?? []);
    return from.seq < seq ? applySplices(from.text, splices) : takeBackSplices(from.text, splices);
  }

  /** Oldest first. */
  #between(row: string, field: string, after: number, until: number): Promise<ChangeTable[]> {
    const stretch = { ledger: this.#ledger, row, field, above: after, before: until + 1 };
    return changesOfField(this.#db, stretch, CHANGES_WALKED_MAX + 1);
  }

  async #stored(row: string, field: string): Promise<{ readonly seq: number; readonly text: string }> {
    const found = await this.#db
      .selectFrom('row_text')
      .select(['text', 'seq'])
      .where('ledger', '=', this.#ledger)
      .where('row', '=', row)
      .where('field', '=', field)
      .executeTakeFirst();
    return found ?? { seq: 0, text: '' };
  }
}
