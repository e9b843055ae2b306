/** Values of a file into the limits of the field table: what does not fit is left out and told, never cut in silence. */
import { fieldOf, type List } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import type { BlockCells } from './block-cells.ts';
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';

/** The value, or null with a doubt when the field cannot hold it. */
export function fitted(
  cells: BlockCells,
  row: number,
  column: LedgerColumn,
  list: List,
  name: string,
  value: string | null,
): string | null {
  if (value === null || value === '') return null;
  const field = fieldOf(list, name);
  if (!field || checkValue(field, value).ok) return value;
  cells.warn('value_too_long', cells.place(row, column), value);
  return null;
}

/** Names of a field with one key a name. */
export function fittedNames(
  cells: BlockCells,
  column: LedgerColumn,
  names: readonly string[],
): readonly string[] {
  const single = fieldOf('duties', 'clerk')!;
  return names.filter((name) => {
    if (checkValue(single, name).ok) return true;
    cells.warn('value_too_long', cells.place(cells.rows[0]!, column), name);
    return false;
  });
}
