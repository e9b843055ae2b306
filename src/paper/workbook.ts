/** One workbook of an export: the ledger as printed, the three lists, the machine sheet, and the properties that make it checkable. */
import { LISTS } from '#domain/lists/fields.ts';
import { ledgersOf, ROUND_FORMAT, type ExportContent, type ExportHead } from '#paper/content.ts';
import { LEDGER_SHEET, writeLedgerSheet } from './ledger-sheet.ts';
import { writeListSheets } from './list-sheets.ts';
import { MACHINE_SHEET, writeMachineSheet } from './machine-sheet.ts';
import { WorkbookPackage } from './package/workbook-package.ts';
import type { OpenEntry } from './package/zip.ts';
import { LOOKS, STANDARD_FONT, type Look } from './paper-look.ts';
import { listName } from './paper-words.ts';
import { sheetNames } from './sheet-names.ts';
import { SUMMARY_SHEET, writeSummarySheet } from './summary-sheet.ts';

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
    ['chainSha256', '存档链校验值', snapshot.chainSha256 ?? ''],
    [
      'seq',
      '台账提交序号',
      ledgersOf(content)
        .map((ledger) => ledger.seq)
        .join(','),
    ],
    ['exportedAt', '导出时间', head.exportedAt],
    ['exporter', '导出人', head.exporter],
    ...(head.savedFromPage
      ? ([
          ['savedFromPage', '由网页在本机保存，没有经过服务器', 'true'],
          ['unsent', '尚未送到服务器的修改（行/栏目）', head.savedFromPage.unsent.join('\n')],
        ] as const)
      : []),
  ];
}

function writeProperties(workbook: WorkbookPackage<Look>, content: ExportContent, head: ExportHead): void {
  const form = { name: PROPERTIES_SHEET, columnWidths: [20, 24, 80], frozenRows: 1, frozenColumns: 0 };
  workbook.sheet(form, (sheet) => {
    for (const parts of [['name', '说明', 'value'], ...properties(content, head)])
      sheet.addRow(
        parts.map((part) => ({ content: part, style: 'data' })),
        null,
      );
  });
}

/** One sheet a ledger; before those of a round the summary that leads to them. */
function writeLedgers(workbook: WorkbookPackage<Look>, content: ExportContent, head: ExportHead): void {
  if (content.format !== ROUND_FORMAT) return writeLedgerSheet(workbook, LEDGER_SHEET, content, head);
  const taken = [SUMMARY_SHEET, ...LISTS.map(listName), MACHINE_SHEET, PROPERTIES_SHEET];
  const names = sheetNames(
    content.ledgers.map((ledger) => ledger.unit),
    taken,
  );
  const byLedger = new Map(content.ledgers.map((ledger, index) => [ledger.ledger, names[index]!]));
  writeSummarySheet(workbook, content, head, (ledger) => byLedger.get(ledger)!);
  content.ledgers.forEach((ledger, index) => writeLedgerSheet(workbook, names[index]!, ledger, head));
}

/** Writes the parts of an xlsx file. Slow for large rounds: the server does it in a thread. */
export function writeWorkbook(content: ExportContent, head: ExportHead, open: OpenEntry): void {
  const workbook = new WorkbookPackage<Look>(LOOKS, STANDARD_FONT, open);
  writeLedgers(workbook, content, head);
  writeListSheets(workbook, content, head);
  writeMachineSheet(workbook, content);
  writeProperties(workbook, content, head);
  workbook.close({ by: 'Sandan', at: head.exportedAt });
}
