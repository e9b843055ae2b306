/** A ledger after any commit: the nearest moment that is known as values, and the changes of the log from there, on or back (rule H3). */
import type { Kysely } from 'kysely';
import type { LedgerContent } from '#document/lists-of-cells.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { Damaged, Walk, type PastChange } from '#server/history/content.ts';
import type { LedgerMoment } from '#server/history/history.contract.ts';
import { KeptMoments } from '#server/history/kept-moments.ts';
import { BROKEN_WAYS_MAX, DECODING_WORTH_COMMITS } from '#server/history/limits.ts';
import { checkpointPlaces, readTrueContent } from '#server/history/past-checkpoints.ts';
import type { Schema } from '#server/store/schema.ts';

export type Reading = Pick<Kysely<Schema>, 'selectFrom'>;

/** Changes applied at once, so that a long stretch never lies in memory whole. */
const CHANGES_PER_READ = 5_000;

/** Where to begin: a moment that can be had, and what that takes in commits walked. */
interface Beginning {
  readonly seq: number;
  readonly cost: number;
  /** Undefined when the checkpoint does not have its hash. */
  readonly read: () => Promise<LedgerContent | undefined>;
}

/** Reads moments through one connection and remembers some: whoever moves along the scale asks for neighbours. */
export class Moments {
  readonly #db: Reading;
  readonly #decodingWorth: number;
  readonly #kept = new KeptMoments();

  /** `decodingWorth`: commits that are rather walked than a checkpoint decoded. */
  constructor(db: Reading, decodingWorth = DECODING_WORTH_COMMITS) {
    this.#db = db;
    this.#decodingWorth = decodingWorth;
  }

  async at(ledger: LedgerId, seq: number): Promise<Outcome<LedgerMoment>> {
    if (seq === 0) return accept({ ledger, epoch: 0, seq, at: null, content: new Map() });
    const commit = await this.#db
      .selectFrom('log')
      .select(['epoch', 'at'])
      .where('ledger', '=', ledger)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (!commit) return refuse('NO_SUCH_MOMENT');
    try {
      const content = await this.#contentAt(ledger, seq);
      return content ? accept({ ledger, seq, ...commit, content }) : refuse('NO_SUCH_MOMENT');
    } catch (error) {
      if (error instanceof Damaged) return refuse('LEDGER_DAMAGED');
      throw error;
    }
  }

  /** By the cheapest way that holds; undefined when there is nothing to begin with. */
  async #contentAt(ledger: string, seq: number): Promise<LedgerContent | undefined> {
    let broken: Damaged | undefined;
    let breaks = 0;
    for (const beginning of await this.#beginnings(ledger, seq)) {
      try {
        const from = await beginning.read();
        if (!from) continue;
        const content = await this.#lead(ledger, from, beginning.seq, seq);
        this.#kept.keep(ledger, seq, content);
        return content;
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        // a break on one side of the moment says nothing about the other
        broken ??= error;
        breaks += 1;
        if (breaks >= BROKEN_WAYS_MAX) break;
      }
    }
    if (broken) throw broken;
    return undefined;
  }

  /** Cheapest first: what is in memory, the checkpoints, and the empty ledger where the log still begins at its beginning. */
  async #beginnings(ledger: string, seq: number): Promise<readonly Beginning[]> {
    const away = (from: number): number => Math.abs(seq - from);
    const kept = this.#kept.of(ledger).map((one): Beginning => ({
      seq: one.seq,
      cost: away(one.seq),
      read: () => Promise.resolve(this.#kept.take(one)),
    }));
    if (kept.some(({ cost }) => cost === 0)) return kept.filter(({ cost }) => cost === 0);
    const checkpoints = (await checkpointPlaces(this.#db, ledger)).map((place): Beginning => ({
      seq: place.seq,
      cost: away(place.seq) + this.#decodingWorth,
      read: () => readTrueContent(this.#db, ledger, place),
    }));
    const first = await this.#db
      .selectFrom('log')
      .select('seq')
      .where('ledger', '=', ledger)
      .where('seq', '=', 1)
      .executeTakeFirst();
    const nothing: Beginning = {
      seq: 0,
      cost: seq,
      read: () => Promise.resolve(new Map()),
    };
    return [...kept, ...checkpoints, ...(first ? [nothing] : [])].sort((a, b) => a.cost - b.cost);
  }

  /** The content of `to`, from that of `from`. */
  async #lead(ledger: string, content: LedgerContent, from: number, to: number): Promise<LedgerContent> {
    if (from === to) return content;
    const walk = new Walk(content);
    const back = to < from;
    for (let at = from; at !== to;) {
      const page = await (back ? this.#before(ledger, at, to) : this.#after(ledger, at, to));
      const last = page.at(-1);
      if (!last) break;
      if (back) for (const change of page) walk.takeBack(change);
      else for (const change of page) walk.apply(change);
      at = back ? last.seq - 1 : last.seq;
    }
    return walk.end();
  }

  /** Changes of the commits after `at` up to and with `until`, in their order; whole commits only. */
  async #after(ledger: string, at: number, until: number): Promise<readonly PastChange[]> {
    const asked = (above: number, to: number) => this.#between(ledger, above, to).orderBy('seq').orderBy('n');
    return wholeCommits(await asked(at, until).limit(CHANGES_PER_READ).execute(), (seq) =>
      asked(seq - 1, seq).execute(),
    );
  }

  /** Changes of the commits from `at` back to the one after `until`, newest first; whole commits only. */
  async #before(ledger: string, at: number, until: number): Promise<readonly PastChange[]> {
    const asked = (above: number, to: number) =>
      this.#between(ledger, above, to).orderBy('seq', 'desc').orderBy('n', 'desc');
    return wholeCommits(await asked(until, at).limit(CHANGES_PER_READ).execute(), (seq) =>
      asked(seq - 1, seq).execute(),
    );
  }

  #between(ledger: string, above: number, to: number) {
    return this.#db
      .selectFrom('change')
      .select(['seq', 'cell', 'old_value', 'new_value'])
      .where('ledger', '=', ledger)
      .where('seq', '>', above)
      .where('seq', '<=', to);
  }
}

/** The last commit of a full page may go on, so it is left for the next page unless it is all there is. */
async function wholeCommits(
  page: readonly PastChange[],
  commit: (seq: number) => Promise<readonly PastChange[]>,
): Promise<readonly PastChange[]> {
  const last = page.at(-1);
  if (!last || page.length < CHANGES_PER_READ) return page;
  const whole = page.filter((change) => change.seq !== last.seq);
  return whole.length > 0 ? whole : commit(last.seq);
}
