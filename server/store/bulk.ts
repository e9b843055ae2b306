/** Many rows in one statement: as JSON bytes that SQLite takes apart in the writing thread, instead of thousands of parameters. */
import { sql, type RawBuilder } from 'kysely';
import type { Steps } from '#domain/steps.ts';

/** Rows of one such statement: a few milliseconds of encoding. */
const ROWS_PER_STATEMENT = 1_000;
/** Rows encoded between two places to stop. */
const ROWS_PER_STEP = 100;

export type BulkValue = string | number | null;
export type BulkRow = readonly BulkValue[];

/** JSON text of up to a thousand rows as UTF-8: an array of arrays. */
export type RowBytes = Uint8Array;

const encoder = new TextEncoder();

/** The rows as bytes, a thousand at a time. */
export function* bytesOfRows(rows: Iterable<BulkRow>): Steps<readonly RowBytes[]> {
  const made: RowBytes[] = [];
  let texts: string[] = [];
  const close = (): void => {
    if (texts.length > 0) made.push(encoder.encode(`[${texts.join(',')}]`));
    texts = [];
  };
  for (const row of rows) {
    texts.push(JSON.stringify(row));
    if (texts.length % ROWS_PER_STEP === 0) yield;
    if (texts.length === ROWS_PER_STATEMENT) close();
  }
  close();
  return made;
}

/** The n-th value of the row at hand, inside a statement that selects from `rowsIn`. */
export const valueAt = (n: number): RawBuilder<BulkValue> =>
  sql<BulkValue>`json_extract(value, ${sql.lit(`$[${n}]`)})`;

/** The rows as a table with the one column `value`. */
export const rowsIn = (bytes: RowBytes): RawBuilder<unknown> => sql`json_each(cast(${bytes} as text))`;
