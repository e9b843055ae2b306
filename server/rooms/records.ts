/** What a commit writes: log, changes, bindings, current rows, figures and texts. */
import { sql, type CompiledQuery, type Kysely } from 'kysely';
import { parseKey } from '#document/keys.ts';
import type { CellValue } from '#document/ledger-doc.ts';
import { idOfNamed } from '#domain/lists/named.ts';
import type { Figures } from '#domain/projections/figures.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';
import type { CommitPart } from '#server/rooms/commit-part.ts';
import { bytesOfRows, rowsIn, valueAt, type BulkRow, type RowBytes } from '#server/store/bulk.ts';
import { chainHash } from '#server/store/chain.ts';
import type {
  ChangeTable,
  ClientBindingTable,
  FiguresTable,
  LogTable,
  RowCurrentTable,
  Schema,
} from '#server/store/schema.ts';
import { shapeOf } from '#server/store/shape.ts';
import type { CellChange, TextChange } from '#server/rooms/guard/guarded-document.ts';

type Compiling = Kysely<Schema>;

export type Change = Omit<ChangeTable, 'ledger' | 'seq'>;

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

const insertLog = shapeOf<LogTable>(
  ['commit_no', 'ledger', 'seq', 'epoch', 'at', 'person', 'role', 'session', 'op_id', 'act', 'update_bytes', 'prev_hash', 'hash', 'name', 'organisation', 'content_hash', 'answer'], // prettier-ignore
  (db, at) => db.insertInto('log').values(at),
);
const insertChange = shapeOf<ChangeTable>(
  ['ledger', 'seq', 'n', 'cell', 'row', 'field', 'old_value', 'new_value'],
  (db, at) => db.insertInto('change').values(at),
);
const insertBinding = shapeOf<ClientBindingTable>(
  ['ledger', 'epoch', 'client_id', 'person', 'page_id'],
  (db, at) => db.insertInto('client_binding').values(at),
);

export interface LogRow {
  readonly entry: Omit<LogTable, 'hash'>;
  readonly changes: readonly Change[] | ChangesAsBytes;
}

/** The log row with its changes, behind the head `from`; answers its hash, which is the chain's new head. */
export function writeLog(
  part: CommitPart,
  db: Compiling,
  { entry, changes }: LogRow,
  fromEpoch: number = entry.epoch,
): string {
  const hash = chainHash(entry, changes);
  const { ledger, seq, epoch } = entry;
  part.move(ledger, { epoch: fromEpoch, seq: seq - 1, hash: entry.prev_hash }, { epoch, seq, hash });
  part.row(insertLog, { ...entry, hash });
  if ('bytes' in changes) part.add(changes.bytes.map((bytes) => changesStatement(db, ledger, seq, bytes)));
  else for (const change of changes) part.row(insertChange, { ledger, seq, ...change });
  return hash;
}

export const writeBinding = (part: CommitPart, row: ClientBindingTable): void => part.row(insertBinding, row);

const cellsText = (cells: ReadonlyMap<string, CellValue>): string =>
  JSON.stringify(Object.fromEntries(cells));

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
    cells: cellsText(cells),
  };
}

const CURRENT = ['list', 'problem', 'place', 'deleted', 'status', 'kind', 'due', 'completion', 'long_term', 'assigned', 'cells'] as const; // prettier-ignore

const upsertCurrent = shapeOf<RowCurrentTable>(['ledger', 'row', 'seq', ...CURRENT], (db, at) =>
  db
    .insertInto('row_current')
    .values(at)
    .onConflict((conflict) =>
      conflict
        .columns(['ledger', 'row'])
        .doUpdateSet(({ ref }) =>
          Object.fromEntries(['seq' as const, ...CURRENT].map((name) => [name, ref(`excluded.${name}`)])),
        ),
    ),
);

/** Naming an indexed column rewrites its index even where the value stays. */
const updateCells = shapeOf<Pick<RowCurrentTable, 'ledger' | 'row' | 'seq' | 'cells'>>(
  ['ledger', 'row', 'seq', 'cells'],
  (db, at) =>
    db
      .updateTable('row_current')
      .set({ seq: at.seq, cells: at.cells })
      .where('ledger', '=', at.ledger)
      .where('row', '=', at.row),
);

/** Cells with a column of their own in row_current; of a row that stands there, any other changes the JSON alone. */
export const COLUMN_CELLS: ReadonlySet<string> = new Set(['list', 'problem', 'order', 'deleted', 'status', 'kind', 'due', 'completion', 'longTerm', 'assigned']); // prettier-ignore

/** For a row that stands in row_current, when none of `COLUMN_CELLS` has changed. */
export const writeCellsOfRow = (
  part: CommitPart,
  ledger: string,
  row: string,
  seq: number,
  cells: ReadonlyMap<string, CellValue>,
): void => part.row(updateCells, { ledger, row, seq, cells: cellsText(cells) });

/** Nothing while the row has no list. */
export function writeCurrentRow(
  part: CommitPart,
  ledger: string,
  row: string,
  seq: number,
  cells: ReadonlyMap<string, CellValue>,
): void {
  const columns = currentColumns(cells);
  if (columns) part.row(upsertCurrent, { ledger, row, seq, ...columns });
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

const upsertFigures = shapeOf<FiguresTable>(['ledger', 'day', 'figures'], (db, at) =>
  db
    .insertInto('figures')
    .values(at)
    .onConflict((conflict) =>
      conflict.column('ledger').doUpdateSet(({ ref }) => ({
        day: ref('excluded.day'),
        figures: ref('excluded.figures'),
      })),
    ),
);

export const writeFigures = (part: CommitPart, ledger: string, day: string, figures: Figures): void =>
  part.row(upsertFigures, { ledger, day, figures: JSON.stringify(figures) });

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
