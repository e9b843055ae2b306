/** The look that all printed sheets of an export share: title, header, borders, frozen panes, landscape. */
import type { Cell, Workbook, Worksheet } from 'exceljs';
import { setText } from './cell-text.ts';

const LINE = { style: 'thin', color: { argb: 'FF9AA3AD' } } as const;
const BORDER = { top: LINE, left: LINE, bottom: LINE, right: LINE };

function styleHeader(cell: Cell): void {
  cell.font = { bold: true };
  cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true };
  cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEFF2F5' } };
  cell.border = BORDER;
}

export function fillCell(cell: Cell, content: string | number | null): void {
  if (typeof content === 'number') cell.value = content;
  else if (content !== null && content !== '') setText(cell, content);
  cell.alignment = {
    vertical: 'top',
    horizontal: typeof content === 'number' ? 'center' : 'left',
    wrapText: true,
  };
  cell.border = BORDER;
}

/** A titled, frozen, landscape sheet one page wide. Returns it with its header row written. */
export function openSheet(
  workbook: Workbook,
  name: string,
  title: string,
  headers: readonly { readonly header: string; readonly width: number }[],
): Worksheet {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 2, xSplit: Math.min(2, headers.length) }],
    pageSetup: {
      orientation: 'landscape',
      paperSize: 9,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:2',
    },
  });
  headers.forEach((column, index) => {
    sheet.getColumn(index + 1).width = column.width * 1.15 + 2;
  });
  sheet.mergeCells(1, 1, 1, headers.length);
  const top = sheet.getCell(1, 1);
  setText(top, title);
  top.font = { bold: true, size: 16 };
  top.alignment = { vertical: 'middle', horizontal: 'center' };
  sheet.getRow(1).height = 32;
  headers.forEach((column, index) => {
    const cell = sheet.getCell(2, index + 1);
    setText(cell, column.header);
    styleHeader(cell);
  });
  return sheet;
}
