/** The rows of a workbook's machine sheet, each cell read and told whether it was changed since it was written (W18). */
import type { Field, List } from '#domain/lists/fields.ts';
import type { Sheet } from '#server/exchange/ledger-files/sheet.ts';
import {
  isList,
  MACHINE_COLUMNS,
  MACHINE_SHEET,
  markedFields,
  markOf,
  MARKS_COLUMN,
} from '#paper/machine-sheet.ts';
import { UNREADABLE, valueIn } from './cell-values.ts';

export interface MachineCell {
  readonly field: Field;
  /** `UNREADABLE` when the cell holds nothing that the field could hold */
  readonly value: unknown;
  /** of the value that was written into the file */
  readonly mark: string;
  readonly isChanged: boolean;
}
export interface MachineRow {
  /** of the sheet, from 1 */
  readonly number: number;
  readonly ledger: string;
  readonly list: List | null;
  readonly id: string;
  readonly cells: readonly MachineCell[];
}

/** Undefined when the workbook has no such sheet, or its columns are not those of this version. */
export function machineRows(sheets: readonly Sheet[]): readonly MachineRow[] | undefined {
  const sheet = sheets.find(({ name }) => name === MACHINE_SHEET);
  if (!sheet) return undefined;
  const columns = new Map<string, number>();
  for (let column = 1; column <= sheet.columns; column += 1) columns.set(sheet.own(1, column).text, column);
  if (![...MACHINE_COLUMNS, MARKS_COLUMN].every((name) => columns.has(name))) return undefined;
  const textAt = (row: number, name: string): string => sheet.own(row, columns.get(name)!).text;
  return sheet.rows
    .filter((row) => row > 1)
    .map((number) => {
      const [ledger, list, id] = ['ledger', 'list', 'id'].map((name) => textAt(number, name).trim());
      const marks = textAt(number, MARKS_COLUMN).split(' ');
      const fields = isList(list) ? markedFields(list) : [];
      const cells = fields.map((field, n): MachineCell => {
        const value = valueIn(field, textAt(number, field.name));
        const mark = marks[n] ?? '';
        return { field, value, mark, isChanged: value === UNREADABLE || markOf(value) !== mark };
      });
      return { number, ledger: ledger!, list: isList(list) ? list : null, id: id!, cells };
    });
}
