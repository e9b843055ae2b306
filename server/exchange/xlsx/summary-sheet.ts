/** The summary of a round: units × figures with their sum, and what the rate divides by printed under it (C4). */
import type { Workbook } from 'exceljs';
import { figuresOf, sumFigures } from '#domain/projections/figures.ts';
import { ROUND_FORMAT, type ExportContent, type ExportHead } from '#server/exchange/exports/content.ts';
import { setText } from './cell-text.ts';
import { fillCell, openSheet } from './sheet-form.ts';

const COLUMNS = [
  '单位',
  '问题',
  '已销号',
  '长期坚持',
  '基本完成',
  '未完成',
  '单位自报已完成',
  '已超期',
  '销号率（%）',
];

export function writeSummarySheet(workbook: Workbook, content: ExportContent, head: ExportHead): void {
  if (content.format !== ROUND_FORMAT) return;
  const lines = content.ledgers.map((ledger) => ({
    unit: ledger.unit,
    figures: figuresOf(ledger, head.day, head),
  }));
  const total = sumFigures(lines.map((line) => line.figures));
  const sheet = openSheet(
    workbook,
    '汇总',
    `${content.name}整改情况汇总`,
    COLUMNS.map((header, index) => ({ header, width: index === 0 ? 24 : 10 })),
  );
  for (const { unit, figures } of [...lines, { unit: '合计', figures: total }]) {
    const row = sheet.addRow([]);
    const cells = [
      unit,
      figures.problems,
      figures.closed,
      figures.longTerm,
      figures.basicallyDone,
      figures.open,
      figures.reported,
      figures.overdue,
      figures.rate ?? '—',
    ];
    cells.forEach((cell, index) => fillCell(row.getCell(index + 1), cell));
  }
  const note = sheet.addRow([]);
  setText(
    note.getCell(1),
    `按${head.day}计算；销号率 = 已销号 ÷ ${total.divisor}（应销号问题数）；单位自报已完成、已超期与其他各栏交叉。`,
  );
}
