/**
 * What one ledger writes in one savepoint of a commit: rows of one kind leave as one statement, and the ledger's head moves once,
 * however many updates there are.
 */
import { sql } from 'kysely';
import { repeated, shapeOf, type Shape } from '#server/store/shape.ts';
import type { StatementGroup } from '#server/store/store.ts';

/** Where a ledger's log stands. */
export interface Head {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
}

/** What else the ledger's row says; null: as before. */
interface Watermarks {
  readonly prose_seq: number | null;
  readonly rows_seq: number | null;
}
const AS_BEFORE: Watermarks = { prose_seq: null, rows_seq: null };

interface HeadMove extends Watermarks {
  readonly ledger: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly from_epoch: number;
  readonly from_seq: number;
  readonly from_hash: string;
}

/** The head must be what this server last saw: a group that does not follow it is refused by NOT NULL, whole. */
const moveHead = shapeOf<HeadMove>(
  ['ledger', 'epoch', 'seq', 'hash', 'from_epoch', 'from_seq', 'from_hash', 'prose_seq', 'rows_seq'],
  (db, at) =>
    db
      .updateTable('ledger')
      .set({
        epoch: at.epoch,
        seq: at.seq,
        chain_hash: sql<string>`iif(epoch = ${at.from_epoch} and seq = ${at.from_seq} and chain_hash = ${at.from_hash}, ${at.hash}, null)`,
        prose_seq: sql<number>`coalesce(${at.prose_seq}, prose_seq)`,
        rows_seq: sql<number>`coalesce(${at.rows_seq}, rows_seq)`,
      })
      .where('id', '=', at.ledger),
);

export class CommitPart {
  readonly #rows = new Map<Shape<never>, (readonly unknown[])[]>();
  readonly #more: StatementGroup[number][] = [];
  #head: { readonly ledger: string; readonly from: Head; readonly to: Head } | undefined;
  #watermarks = AS_BEFORE;

  /** The log grows from one head to another; in order, of one ledger. */
  move(ledger: string, from: Head, to: Head): void {
    this.#head = { ledger, from: this.#head?.from ?? from, to };
  }

  /** Refused unless the ledger stands exactly here: what is computed from memory is written only beside its own commits. */
  standsAt(ledger: string, head: Head, watermarks: Partial<Watermarks>): void {
    this.move(ledger, head, head);
    this.#watermarks = { ...AS_BEFORE, ...watermarks };
  }

  row<Row extends object>(shape: Shape<Row>, row: Row): void {
    const rows = this.#rows.get(shape);
    if (rows) rows.push(shape.valuesOf(row));
    else this.#rows.set(shape, [shape.valuesOf(row)]);
  }

  add(statements: StatementGroup): void {
    for (const statement of statements) this.#more.push(statement);
  }

  statements(): StatementGroup {
    const made: StatementGroup[number][] = [];
    if (this.#head) {
      const { ledger, from, to } = this.#head;
      const move = { ledger, ...to, from_epoch: from.epoch, from_seq: from.seq, from_hash: from.hash };
      made.push(repeated(moveHead, [{ ...move, ...this.#watermarks }]));
    }
    for (const [shape, rows] of this.#rows) made.push({ sql: shape.sql, rows });
    return [...made, ...this.#more];
  }
}
