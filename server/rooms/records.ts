/** The statements of a commit: log, changes, op, bindings, current rows, figures, and the fence that keeps them in order. */
import { sql, type CompiledQuery, type Kysely } from 'kysely';
import { parseKey } from '#document/keys.ts';
import type { CellValue } from '#document/ledger-doc.ts';
import { idOfNamed } from '#domain/lists/named.ts';
import type { Figures } from '#domain/projections/figures.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';
import { bytesOfRows, rowsIn, valueAt, type BulkRow, type RowBytes } from '#server/store/bulk.ts';
import { chainHash, type LogEntry } from '#server/store/chain.ts';
import type { Schema } from '#server/store/schema.ts';
import type { CellChange, TextChange } from '#server/rooms/guard/guarded-document.ts';

type Compiling = Kysely<Schema>;

/** SQLite takes 32,766 values in one statement. */
const CHANGES_PER_STATEMENT = 2_000;

export interface Change {
  readonly n: number;
  readonly cell: string;
  readonly row: string;
  readonly field: string;
  readonly old_value: string | null;
  readonly new_value: string | null;
}

const json = (value: CellValue | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

/** Cells with old and new value as JSON; texts with their splices (null → splices). */
export function changesOf(cells: readonly CellChange[], texts: readonly TextChange[]): readonly Change[] {
  const of = (key: string, old: string | null, now: string | null, n: number): Change => {
    const at = parseKey(key);
    return { n, cell: key, row: at?.row ?? '', field: at?.field ?? '', old_value: old, new_value: now };
  };
  return [
    ...cells.map(({ key, old, now }, n) => of(key, json(old), json(now), n)),
    ...texts.map(({ name, splices }, n) => of(name, null, JSON.stringify(splices), cells.length + n)),
  ];
}

/** Changes made into bytes beforehand, for a commit that is too large to be written in one turn (W17). */
export interface ChangesAsBytes {
  readonly bytes: readonly RowBytes[];
}
export function* bytesOfChanges(
  cells: readonly CellChange[],
  texts: readonly TextChange[],
): Steps<ChangesAsBytes> {
  function* rows(): Iterable<BulkRow> {
    for (const [n, { key, old, now }] of cells.entries()) yield [n, key, json(old), json(now)];
    for (const [n, { name, splices }] of texts.entries())
      yield [cells.length + n, name, null, JSON.stringify(splices)];
  }
  return { bytes: yield* bytesOfRows(rows()) };
}

/** Row and field are told from the cell: `row/field` or `row/field:member`. */
const CELL = valueAt(1);
const FIELD = sql<string>`substr(${CELL}, instr(${CELL}, '/') + 1)`;
const changesStatement = (db: Compiling, ledger: string, seq: number, bytes: RowBytes): CompiledQuery =>
  sql`insert into change (ledger, seq, n, cell, row, field, old_value, new_value)
    select ${ledger}, ${seq}, ${valueAt(0)}, ${CELL}, substr(${CELL}, 1, instr(${CELL}, '/') - 1),
      case when instr(${FIELD}, ':') > 0 then substr(${FIELD}, 1, instr(${FIELD}, ':') - 1) else ${FIELD} end,
      ${valueAt(2)}, ${valueAt(3)}
    from ${rowsIn(bytes)}`.compile(db);

/** The chain's head must be what this server last saw: a commit that does not follow it is refused by NOT NULL. */
const fence = (ledger: string, epoch: number, seq: number, hash: string) =>
  sql<string>`(select chain_hash from ledger where id = ${ledger} and epoch = ${epoch} and seq = ${seq} and chain_hash = ${hash})`;

export interface LogRow {
  readonly entry: LogEntry;
  readonly changes: readonly Change[] | ChangesAsBytes;
}

/** The log row with its changes; answers its hash, which is the chain's new head. */
export function logStatements(
  db: Compiling,
  { entry, changes }: LogRow,
  epochBefore: number = entry.epoch,
): { readonly hash: string; readonly statements: CompiledQuery[] } {
  const hash = chainHash(entry, changes);
  const { ledger, seq, prev_hash } = entry;
  const statements: CompiledQuery[] = [
    db
      .insertInto('log')
      .values({ ...entry, prev_hash: fence(ledger, epochBefore, seq - 1, prev_hash), hash })
      .compile(),
  ];
  if ('bytes' in changes)
    for (const bytes of changes.bytes) statements.push(changesStatement(db, ledger, seq, bytes));
  else
    for (let n = 0; n < changes.length; n += CHANGES_PER_STATEMENT) {
      const part = changes.slice(n, n + CHANGES_PER_STATEMENT);
      statements.push(
        db
          .insertInto('change')
          .values(part.map((change) => ({ ledger, seq, ...change })))
          .compile(),
      );
    }
  statements.push(db.updateTable('ledger').set({ seq, chain_hash: hash }).where('id', '=', ledger).compile());
  return { hash, statements };
}

export interface OpRow {
  readonly ledger: string;
  readonly op_id: string;
  readonly person: string;
  readonly content_hash: string;
  readonly seq: number;
  readonly result: string;
}
export const opStatement = (db: Compiling, row: OpRow): CompiledQuery =>
  db.insertInto('op').values(row).compile();

export interface BindingRow {
  readonly ledger: string;
  readonly epoch: number;
  readonly client_id: number;
  readonly person: string;
  readonly page_id: string;
}
export const bindingStatement = (db: Compiling, row: BindingRow): CompiledQuery =>
  db.insertInto('client_binding').values(row).compile();

/** Refused unless the ledger stands exactly here: what is computed from memory is written only beside its own commits. */
export const standsAt = (
  db: Compiling,
  {
    ledger,
    epoch,
    seq,
    hash,
  }: { readonly ledger: string; readonly epoch: number; readonly seq: number; readonly hash: string },
  more: { readonly prose_seq?: number } = {},
): CompiledQuery =>
  db
    .updateTable('ledger')
    .set({ chain_hash: fence(ledger, epoch, seq, hash), ...more })
    .where('id', '=', ledger)
    .compile();

/** What row_current keeps of a row: typed columns, and every cell as JSON. Undefined while it has no list. */
function currentColumns(cells: ReadonlyMap<string, CellValue>) {
  const text = (name: string): string | null => {
    const value = cells.get(name);
    return typeof value === 'string' ? value : null;
  };
  const flag = (name: string): 0 | 1 => (cells.get(name) === true ? 1 : 0);
  const list = text('list');
  if (list === null) return undefined;
  return {
    list,
    problem: text('problem'),
    place: text('order') ?? '',
    deleted: flag('deleted'),
    status: text('status'),
    kind: text('kind'),
    due: text('due'),
    completion: text('completion'),
    long_term: flag('longTerm'),
    assigned: idOfNamed(text('assigned') ?? ''),
    cells: JSON.stringify(Object.fromEntries(cells)),
  };
}

export function currentRowStatement(
  db: Compiling,
  ledger: string,
  row: string,
  seq: number,
  cells: ReadonlyMap<string, CellValue>,
): CompiledQuery | undefined {
  const current = currentColumns(cells);
  if (!current) return undefined;
  const columns = { ...current, seq };
  return db
    .insertInto('row_current')
    .values({ ledger, row, ...columns })
    .onConflict((conflict) => conflict.columns(['ledger', 'row']).doUpdateSet(columns))
    .compile();
}

/** Many current rows as bytes, for `currentRowsStatement`. */
export function bytesOfCurrentRows(
  rows: Iterable<readonly [string, ReadonlyMap<string, CellValue>]>,
): Steps<readonly RowBytes[]> {
  function* values(): Iterable<BulkRow> {
    for (const [row, cells] of rows) {
      const columns = currentColumns(cells);
      if (columns) yield [row, ...Object.values(columns)];
    }
  }
  return bytesOfRows(values());
}

const CURRENT = ['list', 'problem', 'place', 'deleted', 'status', 'kind', 'due', 'completion', 'long_term', 'assigned', 'cells']; // prettier-ignore
const CURRENT_NAMES = sql.join(CURRENT.map((name) => sql.ref(name)));
const CURRENT_VALUES = sql.join(CURRENT.map((_, n) => valueAt(n + 1)));
const CURRENT_ANEW = sql.join(CURRENT.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));

export const currentRowsStatement = (
  db: Compiling,
  ledger: string,
  seq: number,
  bytes: RowBytes,
): CompiledQuery =>
  sql`insert into row_current (ledger, row, seq, ${CURRENT_NAMES})
    select ${ledger}, ${valueAt(0)}, ${seq}, ${CURRENT_VALUES} from ${rowsIn(bytes)} where true
    on conflict (ledger, row) do update set seq = excluded.seq, ${CURRENT_ANEW}`.compile(db);

export function figuresStatement(
  db: Compiling,
  ledger: string,
  at: { readonly seq: number; readonly commitNo: number; readonly day: string },
  figures: Figures,
): CompiledQuery {
  const columns = { seq: at.seq, commit_no: at.commitNo, day: at.day, figures: JSON.stringify(figures) };
  return db
    .insertInto('figures')
    .values({ ledger, ...columns })
    .onConflict((conflict) => conflict.column('ledger').doUpdateSet(columns))
    .compile();
}

export interface ProseRow {
  readonly row: string;
  readonly field: string;
  readonly text: string;
}
/** Texts as they stand at `seq`. */
export function proseStatements(
  db: Compiling,
  ledger: string,
  seq: number,
  texts: readonly ProseRow[],
): CompiledQuery[] {
  const pieces = allAtOnce(bytesOfRows(texts.map(({ row, field, text }) => [row, field, text])));
  return pieces.map((bytes) =>
    sql`insert into row_text (ledger, row, field, text, seq)
      select ${ledger}, ${valueAt(0)}, ${valueAt(1)}, ${valueAt(2)}, ${seq} from ${rowsIn(bytes)} where true
      on conflict (ledger, row, field) do update set text = excluded.text, seq = excluded.seq`.compile(db),
  );
}
