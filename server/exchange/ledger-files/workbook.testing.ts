/** Builds workbooks part by part, large and broken ones too, without a library's help or hindrance. Used by tests and benches only. */
import { zipOf } from '#server/exchange/docx/package.testing.ts';
import { columnName } from './sheet.ts';

export interface TestSheet {
  readonly name: string;
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** `A1:B2` */
  readonly merges?: readonly string[];
  readonly state?: 'visible' | 'hidden';
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const cellXml = (value: string | number | null, place: string): string => {
  if (value === null || value === '') return `<c r="${place}" s="0"/>`;
  return typeof value === 'number'
    ? `<c r="${place}"><v>${value}</v></c>`
    : `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
};

export const sheetXml = ({ rows, merges = [] }: Pick<TestSheet, 'rows' | 'merges'>): string => {
  const data = rows.map((row, r) => {
    const cells = row.map((value, c) => cellXml(value, `${columnName(c + 1)}${r + 1}`));
    return `<row r="${r + 1}">${cells.join('')}</row>`;
  });
  const merged =
    merges.length === 0
      ? ''
      : `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${data.join('')}</sheetData>${merged}</worksheet>`;
};

/** A workbook of these sheets; `parts` replace or add parts by name. */
export function workbookOf(
  sheets: readonly TestSheet[],
  parts: Readonly<Record<string, string | Uint8Array>> = {},
): Buffer {
  const files: Record<string, string | Uint8Array> = {
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="r"><sheets>${sheets.map(({ name, state }, n) => `<sheet name="${escaped(name)}" sheetId="${n + 1}" state="${state ?? 'visible'}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships>${sheets.map((_, n) => `<Relationship Id="rId${n + 1}" Type="x/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`,
    ...Object.fromEntries(sheets.map((sheet, n) => [`xl/worksheets/sheet${n + 1}.xml`, sheetXml(sheet)])),
    ...parts,
  };
  return zipOf(
    Object.entries(files).map(([name, content]) => ({
      name,
      content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content,
    })),
  );
}
