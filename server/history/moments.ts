/** A ledger after any commit: the nearest checkpoint before it, and the changes of the log from there on (rule H3). */
import type { Kysely } from 'kysely';
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { createLedgerDoc, type CellValue, type Cells } from '#document/ledger-doc.ts';
import { applySplices, type TextSplice } from '#domain/history/splices.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerMoment } from '#server/history/history.contract.ts';
import { MOMENTS_KEPT_MAX, MOMENTS_KEPT_SIZE_MAX } from '#server/history/limits.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import type { ChangeTable, Schema } from '#server/store/schema.ts';

export type Reading = Pick<Kysely<Schema>, 'selectFrom'>;

/** Changes applied at once, so that a long stretch never lies in memory whole. */
const CHANGES_PER_READ = 5_000;

/** Log and checkpoints of a ledger do not fit together. */
class Damaged extends Error {
  override readonly name = 'Damaged';
}

interface Content {
  readonly cells: Map<string, CellValue>;
  readonly texts: Map<string, string>;
}
interface Kept extends Content {
  readonly ledger: string;
  readonly seq: number;
  readonly size: number;
}

const sizeOf = ({ cells, texts }: Content): number => {
  let size = cells.size * 40;
  for (const text of texts.values()) size += text.length;
  return size;
};

/** What a checkpoint holds. */
export function contentOf(state: Uint8Array): Content {
  const doc = createLedgerDoc();
  Y.applyUpdate(doc, new Uint8Array(state));
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Damaged('A checkpoint is no whole document.');
  const cells = new Map<string, CellValue>();
  (doc.getMap(CELLS) as Cells).forEach((value, key) => cells.set(key, value));
  const texts = new Map<string, string>();
  for (const name of doc.share.keys()) {
    if (name === CELLS) continue;
    const text = doc.getText(name).toString();
    if (text !== '') texts.set(name, text);
  }
  doc.destroy();
  return { cells, texts };
}

/** A change is of a text when its new value is a list of splices: no cell ever holds a list. */
export const splicesOf = (change: Pick<ChangeTable, 'new_value'>): readonly TextSplice[] | undefined =>
  change.new_value?.startsWith('[') === true
    ? (JSON.parse(change.new_value) as readonly TextSplice[])
    : undefined;

function applyChange({ cells, texts }: Content, change: ChangeTable): void {
  const splices = splicesOf(change);
  if (!splices) {
    cells.set(change.cell, JSON.parse(change.new_value ?? 'null') as CellValue);
    return;
  }
  const text = applySplices(texts.get(change.cell) ?? '', splices);
  if (text === undefined) throw new Damaged(`Commit ${change.seq} changes a text that is not there.`);
  if (text === '') texts.delete(change.cell);
  else texts.set(change.cell, text);
}

/** Reads moments through one connection and remembers the last few: whoever moves along the scale asks for neighbours. */
export class Moments {
  readonly #db: Reading;
  #kept: Kept[] = [];

  constructor(db: Reading) {
    this.#db = db;
  }

  async at(ledger: LedgerId, seq: number): Promise<Outcome<LedgerMoment>> {
    if (seq === 0) return accept({ ledger, epoch: 0, seq, at: null, cells: new Map(), texts: new Map() });
    const commit = await this.#db
      .selectFrom('log')
      .select(['epoch', 'at'])
      .where('ledger', '=', ledger)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (!commit) return refuse('NO_SUCH_MOMENT');
    try {
      const content = await this.#contentAt(ledger, commit.epoch, seq);
      return content ? accept({ ledger, seq, ...commit, ...content }) : refuse('NO_SUCH_MOMENT');
    } catch (error) {
      if (error instanceof Damaged) return refuse('LEDGER_DAMAGED');
      throw error;
    }
  }

  async #contentAt(ledger: string, epoch: number, seq: number): Promise<Content | undefined> {
    const base = (await this.#base(ledger, epoch, seq)) ?? (await this.#fromNothing(ledger));
    if (!base) return undefined;
    const content = { cells: new Map(base.cells), texts: new Map(base.texts) };
    for (let after = base.seq; ;) {
      const page = await this.#changes(ledger, after, seq);
      for (const change of page) applyChange(content, change);
      if (page.length === 0) break;
      after = page.at(-1)!.seq;
    }
    if (base.seq !== seq) this.#keep({ ledger, seq, ...content });
    return content;
  }

  /** Whole commits only: the last one of a full page may go on, so it is left for the next page unless it is all there is. */
  async #changes(ledger: string, after: number, until: number): Promise<readonly ChangeTable[]> {
    const page = await this.#changesFrom(ledger, after, until, CHANGES_PER_READ);
    if (page.length < CHANGES_PER_READ) return page;
    const last = page.at(-1)!.seq;
    const whole = page.filter((change) => change.seq < last);
    return whole.length > 0 ? whole : this.#changesFrom(ledger, last - 1, last);
  }

  #changesFrom(ledger: string, after: number, until: number, limit?: number): Promise<ChangeTable[]> {
    const query = this.#db
      .selectFrom('change')
      .selectAll()
      .where('ledger', '=', ledger)
      .where('seq', '>', after)
      .where('seq', '<=', until)
      .orderBy('seq')
      .orderBy('n');
    return (limit === undefined ? query : query.limit(limit)).execute();
  }

  /** The nearest moment at or before `seq` that is in memory or in a checkpoint with its hash; the nearer of both. */
  async #base(ledger: string, epoch: number, seq: number): Promise<Omit<Kept, 'size'> | undefined> {
    const inMemory = this.#kept
      .filter((kept) => kept.ledger === ledger && kept.seq <= seq)
      .sort((a, b) => b.seq - a.seq)[0];
    for (let until = seq; ;) {
      const checkpoint = await this.#checkpointSeq(ledger, epoch, until);
      if (checkpoint === undefined || (inMemory && inMemory.seq >= checkpoint)) return inMemory;
      const content = await this.#checkpoint(ledger, epoch, checkpoint);
      if (content) return this.#keep({ ledger, seq: checkpoint, ...content });
      until = checkpoint - 1;
    }
  }

  async #checkpointSeq(ledger: string, epoch: number, until: number): Promise<number | undefined> {
    const found = await this.#db
      .selectFrom('checkpoint')
      .select('seq')
      .where('ledger', '=', ledger)
      .where('epoch', '<=', epoch)
      .where('seq', '<=', until)
      .orderBy('epoch', 'desc')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return found?.seq;
  }

  /** Undefined when it does not have its hash: the one before it and the log have what it held (D10). */
  async #checkpoint(ledger: string, epoch: number, seq: number): Promise<Content | undefined> {
    const found = await this.#db
      .selectFrom('checkpoint')
      .select(['state', 'hash'])
      .where('ledger', '=', ledger)
      .where('epoch', '<=', epoch)
      .where('seq', '=', seq)
      .orderBy('epoch', 'desc')
      .limit(1)
      .executeTakeFirst();
    const chain = await this.#chainAt(ledger, seq);
    if (!found || chain === undefined || found.hash !== checkpointHash(chain, found.state)) return undefined;
    return contentOf(found.state);
  }

  /** Head of the chain after this commit, said by it or by the one that follows it. */
  async #chainAt(ledger: string, seq: number): Promise<string | undefined> {
    const found = await this.#db
      .selectFrom('log')
      .select(['seq', 'hash', 'prev_hash'])
      .where('ledger', '=', ledger)
      .where('seq', 'in', [seq, seq + 1])
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    return found && (found.seq === seq ? found.hash : found.prev_hash);
  }

  /** The empty ledger, where the log still begins at its beginning. */
  async #fromNothing(ledger: string): Promise<Omit<Kept, 'size'> | undefined> {
    const first = await this.#db
      .selectFrom('log')
      .select('seq')
      .where('ledger', '=', ledger)
      .where('seq', '=', 1)
      .executeTakeFirst();
    return first && { ledger, seq: 0, cells: new Map(), texts: new Map() };
  }

  #keep(moment: Omit<Kept, 'size'>): Kept {
    const kept = { ...moment, size: sizeOf(moment) };
    this.#kept = [kept, ...this.#kept.filter((one) => one.ledger !== kept.ledger || one.seq !== kept.seq)];
    let size = 0;
    this.#kept = this.#kept.filter((one, n) => {
      size += one.size;
      return n < MOMENTS_KEPT_MAX && (n === 0 || size <= MOMENTS_KEPT_SIZE_MAX);
    });
    return kept;
  }
}
