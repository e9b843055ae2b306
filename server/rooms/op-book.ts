/** Answers already given, by opId: a repeated edit or command gets its first answer and is never applied again (S6). */
import { hash } from 'node:crypto';
import { CompiledQuery, type Kysely } from 'kysely';
import { refuse, type Refusal } from '#domain/refusals.ts';
import { OPS_REMEMBERED_MAX } from '#server/rooms/limits.ts';
import { OpSieve } from '#server/rooms/op-sieve.ts';
import type { LogTable, Schema } from '#server/store/schema.ts';
import { shapeOf } from '#server/store/shape.ts';

export interface OpAnswer {
  readonly person: string;
  readonly contentHash: string;
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
  readonly superseded: readonly { readonly cell: string; readonly by: string }[];
  /** what a command answered */
  readonly value: unknown;
}

export type OpAuthor = Pick<OpAnswer, 'person' | 'contentHash'>;

export const contentHashOf = (content: Uint8Array | string): string => hash('sha256', content, 'hex');

/** What of the answer is in no other column of the log, as JSON text; null when there is nothing. */
export const answerText = ({ superseded, value }: Pick<OpAnswer, 'superseded' | 'value'>): string | null =>
  superseded.length === 0 && (value ?? null) === null ? null : JSON.stringify({ superseded, value });

/** The columns of the log that hold the answer to an op. */
export const OP_COLUMNS = ['op_id', 'person', 'content_hash', 'seq', 'at', 'hash', 'answer'] as const;
export type OpRow = Pick<LogTable, (typeof OP_COLUMNS)[number]>;

export function answerOf({ person, content_hash, seq, at, hash, answer }: Omit<OpRow, 'op_id'>): OpAnswer {
  const { superseded = [], value = null } = JSON.parse(answer ?? '{}') as Partial<OpAnswer>;
  return { person, contentHash: content_hash ?? '', seq, at, hash, superseded, value };
}

/** Asked for each edit of a ledger with a long history. */
const opAsked = shapeOf<{ readonly ledger: string; readonly opId: string }>(['ledger', 'opId'], (db, at) =>
  db.selectFrom('log').select(OP_COLUMNS).where('ledger', '=', at.ledger).where('op_id', '=', at.opId),
);

/** An op that is being committed: later ones of the same name wait for its answer. */
export interface PendingOp {
  readonly person: string;
  readonly contentHash: string;
  readonly waiting: ((answer: OpAnswer | undefined) => void)[];
}

export class OpBook {
  /** Two generations: when the younger is full it becomes the older, which is forgotten whole. */
  #young = new Map<string, OpAnswer>();
  #old = new Map<string, OpAnswer>();
  readonly #pending = new Map<string, PendingOp>();
  /** false: the store knows answers that were never here */
  readonly #complete: boolean;
  /** names of those that were here and are forgotten */
  #forgotten: OpSieve | undefined;

  constructor(ops: readonly OpRow[], complete: boolean) {
    this.#complete = complete;
    for (const op of ops) if (op.op_id !== null) this.#remember(op.op_id, answerOf(op));
  }

  answer(opId: string): OpAnswer | undefined {
    return this.#young.get(opId) ?? this.#old.get(opId);
  }
  /** Whether only the store can tell if this one was ever answered. Of nearly every new op memory knows that it was not. */
  mustRecall(opId: string): boolean {
    if (this.#complete && !this.#forgotten?.mayHave(opId)) return false;
    return !this.#pending.has(opId) && this.answer(opId) === undefined;
  }
  pending(opId: string): PendingOp | undefined {
    return this.#pending.get(opId);
  }

  /** False for a new op. Otherwise `tell` gets its first answer, once there is one; undefined when it came to nothing. */
  repeated(opId: string, by: OpAuthor, tell: (first: OpAnswer | Refusal | undefined) => void): boolean {
    const known = this.answer(opId);
    const first = known ?? this.pending(opId);
    if (!first) return false;
    if (first.person !== by.person || first.contentHash !== by.contentHash)
      tell(refuse('OP_REUSED', known ? { seq: known.seq } : {}));
    else if ('waiting' in first) first.waiting.push(tell);
    else tell(first);
    return true;
  }

  begin(opId: string, person: string, contentHash: string): void {
    this.#pending.set(opId, { person, contentHash, waiting: [] });
  }

  /** `undefined`: it came to nothing, and may be tried again. */
  finish(opId: string, answer: OpAnswer | undefined): void {
    const pending = this.#pending.get(opId);
    this.#pending.delete(opId);
    if (answer) this.#remember(opId, answer);
    for (const tell of pending?.waiting ?? []) tell(answer);
  }

  /** Look in the store for an answer that memory has forgotten. */
  async recall(db: Pick<Kysely<Schema>, 'executeQuery'>, ledger: string, opId: string): Promise<void> {
    if (!this.mustRecall(opId)) return;
    const { sql, valuesOf } = opAsked;
    const asked = CompiledQuery.raw(sql, [...valuesOf({ ledger, opId })]) as CompiledQuery<OpRow>;
    const { rows } = await db.executeQuery(asked);
    for (const row of rows) this.#remember(opId, answerOf(row));
  }

  #remember(opId: string, answer: OpAnswer): void {
    this.#young.set(opId, answer);
    if (this.#young.size < OPS_REMEMBERED_MAX / 2) return;
    if (this.#complete && this.#old.size > 0) {
      this.#forgotten ??= new OpSieve();
      for (const forgotten of this.#old.keys()) this.#forgotten.add(forgotten);
    }
    this.#old = this.#young;
    this.#young = new Map();
  }
}
