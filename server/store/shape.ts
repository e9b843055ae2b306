/** Statements of which only the values change from commit to commit: compiled once, since compiling costs more than running. */
import {
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type RawBuilder,
} from 'kysely';
import type { Schema } from '#server/store/schema.ts';

/** One statement, run once for each row of parameters, in order. */
export interface RepeatedStatement {
  readonly sql: string;
  readonly rows: readonly (readonly unknown[])[];
}

/** Stands for a value while the statement is compiled. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const compiling = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A statement without its values. */
export interface Shape<Row> {
  readonly sql: string;
  /** the row's values in the order in which the statement takes them */
  readonly valuesOf: (row: Row) => readonly unknown[];
}

/** `names`: the columns of a row, each of which `build` may use any number of times. */
export function shapeOf<Row extends object>(
  names: readonly (keyof Row & string)[],
  build: (
    db: Pick<Kysely<Schema>, 'insertInto' | 'updateTable' | 'selectFrom'>,
    slots: { readonly [Name in keyof Row]-?: RawBuilder<Row[Name]> },
  ) => Compilable,
): Shape<Row> {
  const slots = Object.fromEntries(names.map((name) => [name, sql.val(new Slot(name))]));
  const compiled = build(compiling, slots as Parameters<typeof build>[1]).compile();
  const { parameters } = compiled;
  return {
    sql: compiled.sql,
    valuesOf: (row) =>
      parameters.map((value) => (value instanceof Slot ? row[value.name as keyof Row] : value)),
  };
}

export const repeated = <Row extends object>(shape: Shape<Row>, rows: readonly Row[]): RepeatedStatement => ({
  sql: shape.sql,
  rows: rows.map(shape.valuesOf),
});
