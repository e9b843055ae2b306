/**
 * One problem on paper: its cells over the rows of its duties and tasks, and rows high enough for all of them.
 * Pure geometry: rows are counted from 0 inside the block; whoever writes it knows where it stands.
 */
import { printedHeight, spansOf, type PrintedBranch } from '#domain/projections/printed.ts';
import { LEDGER_COLUMNS, type LedgerColumn } from './ledger-columns.ts';
import type { CellContent } from './package/sheet.ts';
import { ROW_PT_MIN } from './paper-look.ts';
import { heightOf } from './row-heights.ts';

/** A content over the rows `from` to `to` of its column, both included. */
export interface BlockCell {
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly content: CellContent;
  readonly kind: LedgerColumn['kind'];
}
export interface Block {
  readonly heightsPt: readonly number[];
  readonly cells: readonly BlockCell[];
}

/** Excel allows 409; a higher row becomes several with merged cells, so that paper can break inside it. */
const ROW_PT_MAX = 260;

function cellsOf(branch: PrintedBranch): readonly BlockCell[] {
  const rows = printedHeight(branch);
  return LEDGER_COLUMNS.flatMap((each, column) => {
    const { kind } = each;
    if (each.list === 'problems')
      return [{ column, from: 0, to: rows - 1, content: each.value(branch.problem, branch.number), kind }];
    const contents: readonly CellContent[] =
      each.list === 'duties'
        ? branch.duties.map((row) => each.value(row, branch.number))
        : branch.tasks.map((row) => each.value(row, branch.number));
    return spansOf(contents.length, rows).map(([from, to], n) => ({
      column,
      from,
      to,
      content: contents[n] ?? null,
      kind,
    }));
  });
}

/** What a merged cell needs beyond its rows is shared out among them. */
function heightsOf(cells: readonly BlockCell[]): number[] {
  const heights = Array.from({ length: Math.max(...cells.map((cell) => cell.to)) + 1 }, () => ROW_PT_MIN);
  const wanted = cells.map((cell) => ({
    ...cell,
    height: heightOf(cell.content, LEDGER_COLUMNS[cell.column]!.width),
  }));
  wanted.sort((a, b) => a.to - a.from - (b.to - b.from));
  for (const { from, to, height } of wanted) {
    const own = heights.slice(from, to + 1).reduce((sum, each) => sum + each, 0);
    const share = (height - own) / (to - from + 1);
    if (share > 0) for (let row = from; row <= to; row += 1) heights[row]! += share;
  }
  return heights;
}

/** Lays one problem out; a row too high for paper is written as several. */
export function layBlock(branch: PrintedBranch): Block {
  const cells = cellsOf(branch);
  const heights = heightsOf(cells);
  const parts = heights.map((height) => Math.ceil(height / ROW_PT_MAX));
  const starts: number[] = [];
  let rows = 0;
  for (const count of parts) {
    starts.push(rows);
    rows += count;
  }
  return {
    heightsPt: heights.flatMap((height, row) =>
      Array.from({ length: parts[row]! }, () => Math.ceil((height / parts[row]!) * 4) / 4),
    ),
    cells: cells.map((cell) => ({
      ...cell,
      from: starts[cell.from]!,
      to: starts[cell.to]! + parts[cell.to]! - 1,
    })),
  };
}
