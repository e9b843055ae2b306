/** The ledger as officials print and hand it in: one sheet, every problem merged over the rows of its duties and tasks. */
import { printedBranches } from '#domain/projections/printed.ts';
import type { ExportHead, LedgerContent } from '#paper/content.ts';
import { LEDGER_COLUMNS } from './ledger-columns.ts';
import type { SheetCell } from './package/sheet.ts';
import type { WorkbookPackage } from './package/workbook-package.ts';
import { PageFiller, pageHeightPt } from './paper-pages.ts';
import { closePaper, openPaper, paperForm, type Look, type PaperSheet } from './paper-look.ts';
import { unitFrame } from './paper-words.ts';
import { layBlock, type Block, type BlockCell } from './problem-block.ts';

export const LEDGER_SHEET = '整改台账';
/** A block that no reader takes in at a glance: read from its top. */
const TALL_PT = 330;

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

function lookOf(cell: BlockCell, block: Block): Look {
  return sumOf(block.heightsPt.slice(cell.from, cell.to + 1)) > TALL_PT ? `${cell.kind}Top` : cell.kind;
}

function writeBlock(sheet: PaperSheet, block: Block): void {
  const rows = block.heightsPt.map((): SheetCell<Look>[] =>
    LEDGER_COLUMNS.map(() => ({ content: null, style: null })),
  );
  for (const cell of block.cells) {
    const style = lookOf(cell, block);
    for (let row = cell.from; row <= cell.to; row += 1)
      rows[row]![cell.column] = { content: row === cell.from ? cell.content : null, style };
  }
  const top = sheet.lastRow + 1;
  rows.forEach((cells, row) => sheet.addRow(cells, block.heightsPt[row]!));
  for (const cell of block.cells)
    sheet.merge(top + cell.from, cell.column + 1, top + cell.to, cell.column + 1);
}

export function writeLedgerSheet(
  workbook: WorkbookPackage<Look>,
  name: string,
  ledger: LedgerContent,
  head: ExportHead,
): void {
  const frame = unitFrame(`${ledger.unit}落实${ledger.roundName}反馈意见整改台账`, ledger.unit, head);
  workbook.sheet(paperForm(name, LEDGER_COLUMNS, 'A3', frame.footer, 2), (sheet) => {
    const { opening, header } = openPaper(sheet, frame, LEDGER_COLUMNS);
    const pages = new PageFiller(pageHeightPt(sheet.form), opening, header);
    for (const branch of printedBranches(ledger)) {
      const block = layBlock(branch);
      if (pages.takes(sumOf(block.heightsPt))) sheet.breakPage();
      writeBlock(sheet, block);
    }
    closePaper(sheet, frame);
  });
}
