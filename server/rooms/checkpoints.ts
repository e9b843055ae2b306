/**
 * The whole document as committed at some seq: what joiners get and what a load starts from. Made in the encoding thread
 * from the former one and the updates after it; never from the live document, which holds unacknowledged edits.
 */
import { createHash } from 'node:crypto';
import { sql, type CompiledQuery } from 'kysely';
import { CHECKPOINTS_KEPT, PAST_CHECKPOINTS_MAX, STRETCH_COMMITS_MIN } from '#server/rooms/limits.ts';
import { encodeMessage } from '#protocol/codec.ts';
import { EMPTY_UPDATE, mergedUpdates } from '#server/rooms/merged-updates.ts';
import type { Store } from '#server/store/store.ts';

/** Binds a checkpoint to its place in the chain (S14). */
export const checkpointHash = (chain: string, state: Uint8Array): string =>
  createHash('sha256').update(chain).update('\n').update(state).digest('hex');

interface Committed {
  readonly seq: number;
  readonly update: Uint8Array;
}

export class CommittedState {
  readonly #store: Store;
  #state: Uint8Array;
  #stateSeq: number;
  /** head of the chain at `#stateSeq`; null for a state that was read, which is stored already */
  #stateHash: string | null = null;
  #tail: Committed[] = [];
  #tailBytes = 0;
  #mergedTail: Uint8Array | undefined;
  #wholeFrame: Uint8Array | undefined;
  #tailFrame: Uint8Array | undefined;
  #renewing: Promise<void> | undefined;

  constructor(
    store: Store,
    state: Uint8Array | null,
    stateSeq: number,
    tail: readonly Uint8Array[],
    seq: number,
  ) {
    this.#store = store;
    this.#state = state ?? EMPTY_UPDATE;
    this.#stateSeq = stateSeq;
    for (const update of tail) this.append(seq, update);
  }

  /** A committed update. */
  append(seq: number, update: Uint8Array): void {
    this.#tail.push({ seq, update });
    this.#tailBytes += update.length;
    this.#mergedTail = this.#tailFrame = undefined;
  }

  /** size of the updates after the encoded document */
  get tailBytes(): number {
    return this.#tailBytes;
  }
  /** size of the whole document as joiners get it */
  get bytes(): number {
    return this.#state.length + this.#tailBytes;
  }

  /** The encoded document and one update with everything after it (null when there is nothing). */
  parts(): { readonly state: Uint8Array; readonly tail: Uint8Array | null } {
    if (this.#tail.length === 0) return { state: this.#state, tail: null };
    this.#mergedTail ??= mergedUpdates(this.#tail.map(({ update }) => update));
    return { state: this.#state, tail: this.#mergedTail };
  }

  /**
   * The same as two frames, each encoded once for all joiners: first the document, then "in step" with what came after it,
   * since a page builds on what it has when it hears that.
   */
  frames(): { readonly whole: Uint8Array; readonly tail: Uint8Array } {
    const { state, tail } = this.parts();
    if (!this.#wholeFrame) {
      this.#wholeFrame = encodeMessage({ type: 'syncUpdate', update: state });
      // a large document need not be held twice
      this.#state = this.#wholeFrame.subarray(this.#wholeFrame.length - state.length);
    }
    this.#tailFrame ??= encodeMessage({ type: 'syncStep2', update: tail ?? EMPTY_UPDATE });
    return { whole: this.#wholeFrame, tail: this.#tailFrame };
  }

  /** Everything committed after `seq` as one update; undefined when that is no longer at hand. */
  after(seq: number): Uint8Array | undefined {
    if (seq < this.#stateSeq) return undefined;
    return mergedUpdates(this.#tail.flatMap((one) => (one.seq > seq ? one.update : [])));
  }

  /** Fold the tail into the document; `seq` and `hash`: head of the chain now. One at a time; rejects when the encoding thread does. */
  renew(seq: number, hash: string): Promise<void> {
    this.#renewing ??= this.#renew(seq, hash).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(seq: number, hash: string): Promise<void> {
    const folded = [...this.#tail];
    if (folded.length > 0) {
      this.#state = await this.#store.mergeUpdates([this.#state, ...folded.map(({ update }) => update)]);
      this.#wholeFrame = undefined;
    }
    this.#stateSeq = seq;
    this.#stateHash = hash;
    this.#tail.splice(0, folded.length);
    this.#tailBytes = this.#tail.reduce((sum, { update }) => sum + update.length, 0);
    this.#mergedTail = this.#tailFrame = undefined;
  }

  /** What a checkpoint holds, after a `renew`; null for what was read from one. */
  get whole(): { readonly state: Uint8Array; readonly seq: number; readonly hash: string } | null {
    return this.#stateHash === null
      ? null
      : { state: this.#state, seq: this.#stateSeq, hash: this.#stateHash };
  }
}

export interface CheckpointRow {
  readonly ledger: string;
  readonly epoch: number;
  readonly seq: number;
  readonly at: string;
  readonly state: Uint8Array;
  readonly hash: string;
}

/** Commits that share one kept checkpoint: doubles as the log grows, so that a stretch is always two former ones (H2). */
export function stretchOf(seq: number): number {
  let stretch = STRETCH_COMMITS_MIN;
  while (seq / stretch >= PAST_CHECKPOINTS_MAX) stretch *= 2;
  return stretch;
}

/** Keep this checkpoint, in the place of a damaged one too; of those behind the newest few, the oldest, the epoch's first and the last of each stretch. */
export function checkpointStatements({ db }: Pick<Store, 'db'>, row: CheckpointRow): CompiledQuery[] {
  const { ledger, epoch } = row;
  const newest = db
    .selectFrom('checkpoint')
    .select('seq')
    .where('ledger', '=', ledger)
    .where('epoch', '=', epoch)
    .orderBy('seq', 'desc')
    .limit(CHECKPOINTS_KEPT);
  const ofStretches = db
    .selectFrom('checkpoint')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('ledger', '=', ledger)
    .groupBy(sql`seq / ${sql.lit(stretchOf(row.seq))}`);
  const first = db
    .selectFrom('checkpoint')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .where('ledger', '=', ledger)
    .where('epoch', '=', epoch);
  const oldest = db.selectFrom('checkpoint').select(({ fn }) => fn.min('seq').as('seq'));
  return [
    db
      .insertInto('checkpoint')
      .values(row)
      .onConflict((conflict) => conflict.doUpdateSet({ at: row.at, state: row.state, hash: row.hash }))
      .compile(),
    db
      .deleteFrom('checkpoint')
      .where('ledger', '=', ledger)
      .where('seq', 'not in', newest)
      .where('seq', 'not in', ofStretches)
      .where('seq', 'not in', first)
      .where('seq', '>', oldest.where('ledger', '=', ledger))
      .compile(),
  ];
}
