/** The three lists as tables: every column of a list, one row per row, nothing merged, so that people can sort and filter. */
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import {
  ledgersOf,
  ROUND_FORMAT,
  type ExportContent,
  type ExportHead,
  type LedgerContent,
} from '#paper/content.ts';
import type { CellContent } from './package/sheet.ts';
import type { WorkbookPackage } from './package/workbook-package.ts';
import {
  closePaper,
  HEADER_ROW,
  openPaper,
  paperForm,
  ROW_PT_MIN,
  type Look,
  type PaperColumn,
} from './paper-look.ts';
import {
  countersOf,
  dueOf,
  flagWord,
  headOf,
  listName,
  nameIn,
  namesIn,
  officeFrame,
  statusWord,
  summaryOf,
  typesOf,
  unitFrame,
  valueWord,
} from './paper-words.ts';
import { heightOf } from './row-heights.ts';

interface RowPlace {
  readonly number: number;
  readonly ledger: LedgerContent;
  readonly problem: ProblemRow | undefined;
}
interface Column<R> extends PaperColumn {
  readonly value: (row: R, place: RowPlace) => CellContent;
}
type Lists = { readonly problems: ProblemRow; readonly duties: DutyRow; readonly tasks: TaskRow };

/** Excel allows no higher row; the ledger sheet shows such a text whole. */
const ROW_PT_MAX = 409;
/** from this width on people write sentences */
const PROSE_WIDTH_MIN = 18;

const number = <R>(): Column<R> => ({ header: '序号', width: 6, value: (_, place) => place.number });
const codeOfProblem = <R>(): Column<R> => ({
  header: '问题编号',
  width: 10,
  value: (_, place) => place.problem?.code ?? null,
});
const column =
  <L extends keyof Lists>(list: L) =>
  (name: string, width: number, value: (row: Lists[L]) => CellContent): Column<Lists[L]> => ({
    header: headOf(list, name),
    width,
    value,
  });

const problem = column('problems');
const PROBLEMS: readonly Column<ProblemRow>[] = [
  number(),
  problem('code', 10, (row) => row.code),
  problem('source', 10, (row) => valueWord(row.source)),
  problem('category', 16, (row) => row.category),
  problem('subcategory', 16, (row) => row.subcategory),
  problem('original', 46, (row) => row.original),
  problem('symptom', 30, (row) => row.symptom),
  problem('nature', 8, (row) => valueWord(row.nature)),
  problem('kind', 10, (row) => valueWord(row.kind)),
  problem('key', 8, (row) => flagWord(row.key)),
  problem('due', 12, (row) => row.due),
  problem('status', 10, (row) => statusWord(row.status)),
  problem('completion', 10, (row) => valueWord(row.completion)),
  problem('longTerm', 8, (row) => flagWord(row.longTerm)),
  problem('evidenceCount', 7, (row) => row.evidenceCount),
  problem('supervisionNote', 26, (row) => row.supervisionNote),
];
const duty = column('duties');
const DUTIES: readonly Column<DutyRow>[] = [
  number(),
  codeOfProblem(),
  { header: '问题摘要', width: 30, value: (_, place) => summaryOf(place.problem) },
  duty('cause', 36, (row) => row.cause),
  duty('goal', 32, (row) => row.goal),
  duty('firstHead', 11, (row) => nameIn(row.firstHead)),
  duty('leaders', 12, (row) => namesIn(row.leaders)),
  duty('leadDept', 12, (row) => row.leadDept),
  duty('clerk', 10, (row) => nameIn(row.clerk)),
  duty('coUnits', 16, (row) => namesIn(row.coUnits)),
  duty('supervisorOrg', 16, (row) => nameIn(row.supervisorOrg)),
  duty('countyLeader', 11, (row) => nameIn(row.countyLeader)),
  duty('due', 12, (row) => row.due),
];
const task = column('tasks');
const TASKS: readonly Column<TaskRow>[] = [
  number(),
  codeOfProblem(),
  task('code', 12, (row) => row.code),
  task('measure', 42, (row) => row.measure),
  task('types', 12, typesOf),
  task('owner', 12, (row) => nameIn(row.owner)),
  task('due', 14, (row) => dueOf(row)),
  task('progress', 42, (row) => row.progress),
  task('completion', 10, (row) => valueWord(row.completion)),
  task('counters', 14, countersOf),
  task('evidenceCount', 7, (row) => row.evidenceCount),
  task('extension', 26, (row) => row.extension),
  task('supervisionNote', 26, (row) => row.supervisionNote),
  task('note', 20, (row) => row.note),
];

/** What does not fit into the highest row is read from its beginning. */
function lookOf(content: CellContent, width: number, height: number): Look {
  const kind = typeof content === 'number' ? 'number' : width >= PROSE_WIDTH_MIN ? 'prose' : 'short';
  return height > ROW_PT_MAX ? `${kind}Top` : kind;
}

function writeList<L extends keyof Lists>(
  workbook: WorkbookPackage<Look>,
  content: ExportContent,
  head: ExportHead,
  list: L,
  own: readonly Column<Lists[L]>[],
): void {
  const ofRound = content.format === ROUND_FORMAT;
  const unit: Column<Lists[L]> = { header: '单位', width: 16, value: (_, place) => place.ledger.unit };
  const columns = ofRound ? [unit, ...own] : own;
  const name = listName(list);
  const frame = ofRound
    ? officeFrame(`${content.name}${name}`, head)
    : unitFrame(`${content.unit}落实${content.roundName}反馈意见${name}`, content.unit, head);
  workbook.sheet(paperForm(name, columns, 'A3', frame.footer, ofRound ? 3 : 2), (sheet) => {
    openPaper(sheet, frame, columns);
    for (const ledger of ledgersOf(content)) {
      const problems = new Map<string, ProblemRow>(ledger.problems.map((row) => [row.id, row]));
      (ledger[list] as readonly unknown[] as readonly Lists[L][]).forEach((row, index) => {
        const place = {
          number: index + 1,
          ledger,
          problem: problems.get(row.list === 'problems' ? row.id : row.problem),
        };
        const contents = columns.map(({ value }) => value(row, place));
        const height = Math.ceil(
          Math.max(ROW_PT_MIN, ...contents.map((shown, at) => heightOf(shown, columns[at]!.width))),
        );
        const cells = contents.map((shown, at) => ({
          content: shown,
          style: lookOf(shown, columns[at]!.width, height),
        }));
        sheet.addRow(cells, Math.min(ROW_PT_MAX, height));
      });
    }
    sheet.setFilter(HEADER_ROW, sheet.lastRow);
    closePaper(sheet, frame);
  });
}

export function writeListSheets(
  workbook: WorkbookPackage<Look>,
  content: ExportContent,
  head: ExportHead,
): void {
  writeList(workbook, content, head, 'problems', PROBLEMS);
  writeList(workbook, content, head, 'duties', DUTIES);
  writeList(workbook, content, head, 'tasks', TASKS);
}
