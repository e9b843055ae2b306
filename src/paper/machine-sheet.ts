/** The machine sheet: unmerged, one row per row of a list, every field under its identifier, and what tells whether it was changed. */
import { FIELDS, LISTS, type Field, type List } from '#domain/lists/fields.ts';
import type { Row } from '#domain/projections/rows.ts';
import { canonical } from '#domain/commands/canonical.ts';
import { ledgersOf, type ExportContent } from '#paper/content.ts';
import type { CellContent } from './package/sheet.ts';
import type { WorkbookPackage } from './package/workbook-package.ts';
import type { Look } from './paper-look.ts';

export const MACHINE_SHEET = 'machine';

/** `ledger`, `list`, `id`, then every field name once, in the order of the field table. */
export const MACHINE_COLUMNS: readonly string[] = [
  ...new Set(['ledger', 'list', 'id', ...FIELDS.map((field) => field.name)]),
];

/** The last column: a short mark of each field of the row as it was written, in the order of the field table. */
export const MARKS_COLUMN = 'marks';

const COLUMN_WIDTH = 16;
/** one line: long texts would make rows that nobody can scroll past */
const ROW_PT = 15;

export interface MachineRow {
  readonly ledger: string;
  readonly row: Row;
}

// what programs change when they save: LibreOffice makes one sign of a line break of two, and mistakes texts for Office's escapes
const FRAGILE = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/gu;
const escapeUnit = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A text as the machine sheet holds it: a backslash doubled, fragile characters as `\uXXXX`. */
const textToMachine = (text: string): string => text.replaceAll('\\', '\\\\').replace(FRAGILE, escapeUnit);
export const textFromMachine = (text: string): string =>
  text.replace(/\\(?:\\|u([0-9A-F]{4}))/gu, (_, unit: string | undefined) =>
    unit === undefined ? '\\' : String.fromCharCode(Number.parseInt(unit, 16)),
  );

/** What a cell holds: numbers and booleans as they are, sets and maps as canonical JSON, nothing where there is nothing. */
function contentOf(value: unknown): CellContent {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return textToMachine(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return Object.keys(value).length === 0 ? null : canonical(value).replace(FRAGILE, escapeUnit);
}

export function writeMachineSheet(workbook: WorkbookPackage<Look>, content: ExportContent): void {
  const form = {
    name: MACHINE_SHEET,
    columnWidths: [...MACHINE_COLUMNS, MARKS_COLUMN].map(() => COLUMN_WIDTH),
    frozenRows: 1,
    frozenColumns: 3,
    print: { paper: 'A3', headerRow: 1, footer: '' },
  } as const;
  workbook.sheet(form, (sheet) => {
    const add = (contents: readonly CellContent[]): number =>
      sheet.addRow(
        contents.map((content) => ({ content, style: typeof content === 'string' ? 'data' : null })),
        ROW_PT,
      );
    add([...MACHINE_COLUMNS, MARKS_COLUMN]);
    for (const ledger of ledgersOf(content)) {
      for (const row of [...ledger.problems, ...ledger.duties, ...ledger.tasks]) {
        add([
          ...MACHINE_COLUMNS.map((name) =>
            name === 'ledger' ? ledger.ledger : contentOf(Reflect.get(row, name) as unknown),
          ),
          marksOf(row),
        ]);
      }
    }
  });
}

const FIELDS_OF: Readonly<Record<List, readonly Field[]>> = {
  problems: FIELDS.filter((field) => field.list === 'problems' && field.name !== 'list'),
  duties: FIELDS.filter((field) => field.list === 'duties' && field.name !== 'list'),
  tasks: FIELDS.filter((field) => field.list === 'tasks' && field.name !== 'list'),
};
/** The fields of a list that have marks, in their order. */
export const markedFields = (list: List): readonly Field[] => FIELDS_OF[list];

const NO_MARK = '-';
const MARK_RADIX = 36;

/** Tells one value from another, nothing more (FNV-1a, 32 bits): nobody's rights rest on it. */
export function markOf(value: unknown): string {
  const content = contentOf(value);
  if (content === null || content === false || content === 0) return NO_MARK;
  const text = String(content);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(MARK_RADIX);
}

const marksOf = (row: Row): string =>
  markedFields(row.list)
    .map(({ name }) => markOf(Reflect.get(row, name)))
    .join(' ');

export const isList = (value: unknown): value is List => (LISTS as readonly unknown[]).includes(value);
