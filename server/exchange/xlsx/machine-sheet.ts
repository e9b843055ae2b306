/** The machine sheet: unmerged, one row per row of a list, every field under its identifier; writes it and reads it back. */
import type { CellValue, Workbook } from 'exceljs';
import { FIELDS, fieldOf, LISTS, type Field, type List } from '#domain/lists/fields.ts';
import type { Row } from '#domain/projections/rows.ts';
import { canonicalText } from '#server/exchange/canonical.ts';
import { ledgersOf, type ExportContent } from '#server/exchange/exports/content.ts';
import type { CellContent } from './package/sheet.ts';
import type { WorkbookPackage } from './package/workbook-package.ts';
import type { Look } from './paper-look.ts';

export const MACHINE_SHEET = 'machine';

/** `ledger`, `list`, `id`, then every field name once, in the order of the field table. */
export const MACHINE_COLUMNS: readonly string[] = [
  ...new Set(['ledger', 'list', 'id', ...FIELDS.map((field) => field.name)]),
];

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
  return Object.keys(value).length === 0 ? null : canonicalText(value).replace(FRAGILE, escapeUnit);
}

export function writeMachineSheet(workbook: WorkbookPackage<Look>, content: ExportContent): void {
  const form = {
    name: MACHINE_SHEET,
    columnWidths: MACHINE_COLUMNS.map(() => COLUMN_WIDTH),
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
    add(MACHINE_COLUMNS);
    for (const ledger of ledgersOf(content)) {
      for (const row of [...ledger.problems, ...ledger.duties, ...ledger.tasks]) {
        add(
          MACHINE_COLUMNS.map((name) =>
            name === 'ledger' ? ledger.ledger : contentOf(Reflect.get(row, name) as unknown),
          ),
        );
      }
    }
  });
}

/** Strings that a row always has; every other string may be null. */
const ALWAYS_TEXT = new Set(['code', 'original', 'status', 'order', 'list', 'id', 'problem']);
const LISTS_OF_MEMBERS = new Set(['leaders', 'coUnits', 'types']);

function emptyValue(field: Field): unknown {
  if (field.member) return LISTS_OF_MEMBERS.has(field.name) ? [] : {};
  if (field.type.kind === 'boolean') return false;
  if (field.type.kind === 'number') return 0;
  if (field.type.kind === 'prose' || ALWAYS_TEXT.has(field.name)) return '';
  return field.name === 'completion' ? '未完成' : null;
}

const isList = (value: unknown): value is List => (LISTS as readonly unknown[]).includes(value);

function readValue(field: Field, value: CellValue): unknown {
  if (value === null || value === undefined) return emptyValue(field);
  if (field.member && typeof value === 'string') return JSON.parse(value) as unknown;
  return typeof value === 'string' ? textFromMachine(value) : value;
}

/** As it was written: LibreOffice saves `TRUE` as a formula, and a text in rare characters as pieces in several fonts. */
function asWritten(value: CellValue): CellValue {
  if (typeof value !== 'object' || value === null) return value;
  if ('richText' in value) return value.richText.map((piece) => piece.text).join('');
  if ('formula' in value)
    return value.formula === 'TRUE()' ? true : value.formula === 'FALSE()' ? false : value;
  return value;
}

/** The rows of a machine sheet; throws when the sheet is not ours. For tests and for the re-import. */
export function readMachineSheet(workbook: Workbook): MachineRow[] {
  const sheet = workbook.getWorksheet(MACHINE_SHEET);
  if (!sheet) throw new Error(`There is no sheet "${MACHINE_SHEET}".`);
  const headers = MACHINE_COLUMNS.map((_, index) => sheet.getRow(1).getCell(index + 1).value);
  if (headers.join() !== MACHINE_COLUMNS.join())
    throw new Error('The columns are not those of this version.');
  const rows: MachineRow[] = [];
  for (let at = 2; at <= sheet.rowCount; at += 1) {
    const cell = (name: string): CellValue =>
      asWritten(sheet.getRow(at).getCell(MACHINE_COLUMNS.indexOf(name) + 1).value);
    const list = cell('list');
    if (!isList(list)) throw new Error(`Row ${at} belongs to no list.`);
    const fields = MACHINE_COLUMNS.slice(3).flatMap((name) => {
      const field = fieldOf(list, name);
      return field ? [[name, readValue(field, cell(name))] as const] : [];
    });
    rows.push({
      ledger: String(cell('ledger')),
      row: { list, id: cell('id'), ...Object.fromEntries(fields) } as Row,
    });
  }
  return rows;
}
