/** The summary of a round: units × figures with their sum, and what every rate divides by beside it (C4). */
import { figuresOf, sumFigures, type Figures } from '#domain/projections/figures.ts';
import type { ExportHead, RoundContent } from '#paper/content.ts';
import type { CellContent } from './package/sheet.ts';
import type { WorkbookPackage } from './package/workbook-package.ts';
import { closePaper, openPaper, paperForm, ROW_PT_MIN, type Look } from './paper-look.ts';
import { officeFrame, paperDay } from './paper-words.ts';
import { heightOf } from './row-heights.ts';

export const SUMMARY_SHEET = '汇总';

const UNIT_WIDTH = 34;
const FIGURES: readonly { readonly header: string; readonly value: (figures: Figures) => CellContent }[] = [
  { header: '反馈问题', value: (figures) => figures.problems },
  { header: '已销号', value: (figures) => figures.closed },
  { header: '长期坚持', value: (figures) => figures.longTerm },
  { header: '基本完成', value: (figures) => figures.basicallyDone },
  { header: '未完成', value: (figures) => figures.open },
  { header: '单位自报已完成', value: (figures) => figures.reported },
  { header: '已超期', value: (figures) => figures.overdue },
  { header: '应销号问题数', value: (figures) => figures.divisor },
  { header: '销号率（%）', value: (figures) => figures.rate ?? '—' },
];
const COLUMNS = [
  { header: '序号', width: 6 },
  { header: '单位', width: UNIT_WIDTH },
  ...FIGURES.map(({ header }) => ({ header, width: 11 })),
];

/** `sheetOf` names the sheet that holds a ledger; the unit's name leads there. */
export function writeSummarySheet(
  workbook: WorkbookPackage<Look>,
  content: RoundContent,
  head: ExportHead,
  sheetOf: (ledger: string) => string,
): void {
  const lines = content.ledgers.map((ledger) => ({
    ledger: ledger.ledger,
    unit: ledger.unit,
    figures: figuresOf(ledger, head.day, head),
  }));
  const total = sumFigures(lines.map((line) => line.figures));
  const frame = officeFrame(`${content.name}整改情况汇总表`, head);
  workbook.sheet(paperForm(SUMMARY_SHEET, COLUMNS, 'A4', frame.footer, 2), (sheet) => {
    const addLine = (number: number | null, unit: string, figures: Figures): number =>
      sheet.addRow(
        [
          { content: number, style: 'number' },
          { content: unit, style: number === null ? 'short' : 'prose' },
          ...FIGURES.map(({ value }) => ({ content: value(figures), style: 'number' as const })),
        ],
        Math.max(ROW_PT_MIN, heightOf(unit, UNIT_WIDTH)),
      );
    openPaper(sheet, frame, COLUMNS);
    lines.forEach(({ ledger, unit, figures }, index) =>
      sheet.link(addLine(index + 1, unit, figures), 2, sheetOf(ledger)),
    );
    addLine(null, '合计', total);
    const outOf = head.longTermOutOfRate ? '反馈问题数减去长期坚持数' : '反馈问题数';
    const note =
      `注：按${paperDay(head.day)}计算。销号率＝已销号÷应销号问题数，应销号问题数为${outOf}（合计${total.divisor}）。` +
      '已销号、长期坚持、基本完成、未完成四栏之和为反馈问题数；单位自报已完成、已超期与这四栏交叉。';
    const row = sheet.addRow(
      COLUMNS.map((_, index) => ({ content: index === 0 ? note : null, style: 'note' })),
      heightOf(
        note,
        COLUMNS.reduce((sum, column) => sum + column.width, 0),
      ) +
        ROW_PT_MIN / 2,
    );
    sheet.merge(row, 1, row, COLUMNS.length);
    closePaper(sheet, frame);
  });
}
