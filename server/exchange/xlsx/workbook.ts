/** One workbook of an export: clean tables, the machine sheet, and the properties that make it checkable. */
import ExcelJS, { type Workbook } from 'exceljs';
import {
  ledgersOf,
  ROUND_FORMAT,
  type ExportContent,
  type ExportHead,
} from '#server/exchange/exports/content.ts';
import { setText } from './cell-text.ts';
import { writeCleanSheets } from './clean-sheets.ts';
import { writeMachineSheet } from './machine-sheet.ts';
import { writeSummarySheet } from './summary-sheet.ts';

export const PROPERTIES_SHEET = 'properties';

/** Identifier, what a person reads, value. The numbers of X4 in docs/protocol.md. */
function properties(
  content: ExportContent,
  head: ExportHead,
): readonly (readonly [string, string, string])[] {
  const { snapshot } = head;
  const round = content.format === ROUND_FORMAT;
  return [
    ['format', '格式', content.format],
    [round ? 'round' : 'ledger', round ? '轮次' : '台账', round ? content.round : content.ledger],
    ['name', '名称', round ? content.name : content.unit],
    ['snapshotNumber', '存档（快照）编号', snapshot.number === null ? '' : String(snapshot.number)],
    ['snapshotTitle', '存档（快照）名称', snapshot.title ?? ''],
    ['snapshotAt', '内容时间', snapshot.at],
    ['sha256', '内容校验值 SHA-256', snapshot.sha256],
    ['previousSha256', '上一存档校验值', snapshot.previousSha256 ?? ''],
    [
      'seq',
      '台账提交序号',
      ledgersOf(content)
        .map((ledger) => ledger.seq)
        .join(','),
    ],
    ['exportedAt', '导出时间', head.exportedAt],
    ['exporter', '导出人', head.exporter],
  ];
}

function writeProperties(workbook: Workbook, content: ExportContent, head: ExportHead): void {
  const sheet = workbook.addWorksheet(PROPERTIES_SHEET);
  sheet.columns = [
    { header: 'name', width: 20 },
    { header: '说明', width: 24 },
    { header: 'value', width: 80 },
  ];
  for (const parts of properties(content, head)) {
    const row = sheet.addRow([]);
    parts.forEach((part, index) => setText(row.getCell(index + 1), part));
  }
}

/** xlsx bytes. Slow for large rounds: runs in the worker. */
export async function writeWorkbook(content: ExportContent, head: ExportHead): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Sandan';
  workbook.created = new Date(head.exportedAt);
  workbook.modified = new Date(head.exportedAt);
  writeSummarySheet(workbook, content, head);
  writeCleanSheets(workbook, content);
  writeMachineSheet(workbook, content);
  writeProperties(workbook, content, head);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** For tests and for the re-import. */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  return workbook;
}
