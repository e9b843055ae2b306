/** The difference between two moments of a ledger: rows that came and went, fields that changed. Pure, and can be applied. */
import { FIELDS, LISTS, type Field, type List } from '#domain/lists/fields.ts';
import { arranged } from '#domain/projections/arranged.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** What a field of a row holds; members are a list in their order, or a record. */
export type FieldValue =
  string | number | boolean | null | readonly string[] | Readonly<Record<string, string | number>>;

export interface FieldChange {
  readonly field: string;
  readonly old: FieldValue;
  readonly now: FieldValue;
}
export interface RowChange {
  readonly list: List;
  readonly id: string;
  /** in the order of the field table; never empty */
  readonly fields: readonly FieldChange[];
}
export interface Difference {
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
  readonly changed: readonly RowChange[];
}

/** What is stored of a row; what follows from other rows would tell every change twice. */
export const comparedFields = (list: List): readonly Field[] => COMPARED[list];
const stored = (list: List): readonly Field[] =>
  FIELDS.filter((field) => field.list === list && field.held !== 'derived' && field.name !== 'list');
const COMPARED: Readonly<Record<List, readonly Field[]>> = {
  problems: stored('problems'),
  duties: stored('duties'),
  tasks: stored('tasks'),
};

export const valueOf = (row: Row, field: string): FieldValue =>
  (row as unknown as Readonly<Record<string, FieldValue>>)[field] ?? null;

/** Lists in their order, records whatever the order of their keys. */
export function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  const other = new Map<string, unknown>(right);
  return left.length === right.length && left.every(([key, value]) => other.get(key) === value);
}

export const fieldChanges = (before: Row, after: Row): readonly FieldChange[] =>
  comparedFields(after.list).flatMap(({ name }) => {
    const [old, now] = [valueOf(before, name), valueOf(after, name)];
    return sameValue(old, now) ? [] : [{ field: name, old, now }];
  });

const rowsOf = (lists: Lists): readonly Row[] => LISTS.flatMap((list): readonly Row[] => lists[list]);
const byId = (lists: Lists): ReadonlyMap<string, Row> =>
  new Map(rowsOf(lists).map((row) => [`${row.list}/${row.id}`, row]));

/** From one moment to another, list by list and row by row; what came and what changed in the order of the later moment. */
export function differenceOf(before: Lists, after: Lists): Difference {
  const [old, now] = [byId(before), byId(after)];
  const changed: RowChange[] = [];
  for (const [key, row] of now) {
    const former = old.get(key);
    const fields = former ? fieldChanges(former, row) : [];
    if (fields.length > 0) changed.push({ list: row.list, id: row.id, fields });
  }
  return {
    added: [...now].flatMap(([key, row]) => (old.has(key) ? [] : [row])),
    removed: [...old].flatMap(([key, row]) => (now.has(key) ? [] : [row])),
    changed,
  };
}

/** The later moment, made of the earlier one and the difference. */
export function applyDifference(before: Lists, difference: Difference): Lists {
  const rows = new Map(byId(before));
  for (const { list, id } of difference.removed) rows.delete(`${list}/${id}`);
  for (const { list, id, fields } of difference.changed) {
    const row = rows.get(`${list}/${id}`);
    if (!row) throw new Error(`The difference changes ${list}/${id}, which is not there.`);
    const now = Object.fromEntries(fields.map((change) => [change.field, change.now]));
    rows.set(`${list}/${id}`, { ...row, ...now } as Row);
  }
  for (const row of difference.added) rows.set(`${row.list}/${row.id}`, row);
  return arranged([...rows.values()]);
}
