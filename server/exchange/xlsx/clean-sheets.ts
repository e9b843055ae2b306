/** The clean tables of an export: what a person prints. Headers from the catalogue, one row per row, nothing merged yet. */
import type { Workbook } from 'exceljs';
import { COUNTERS } from '#domain/lists/fields.ts';
import { parsePerson } from '#domain/lists/named.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { fieldWord, word } from '#messages/sentence.ts';
import {
  ledgersOf,
  ROUND_FORMAT,
  type ExportContent,
  type LedgerContent,
} from '#server/exchange/exports/content.ts';
import { fillCell, openSheet } from './sheet-form.ts';

/** Paper is Chinese, whatever language the page shows. */
const PAPER = 'zh-CN';

interface Column<R> {
  readonly header: string;
  /** characters of Chinese text */
  readonly width: number;
  readonly value: (row: R, place: RowPlace) => string | number | null;
}
interface RowPlace {
  readonly number: number;
  readonly ledger: LedgerContent;
  readonly problem: ProblemRow | undefined;
}

const head = (list: string, name: string): string => fieldWord(list, name, PAPER);
const value = (name: string | null): string | null => (name === null ? null : word('value', name, PAPER));
const flag = (set: boolean): string | null => (set ? word('flag', 'yes', PAPER) : null);
const named = (text: string | null): string | null => (text === null ? null : parsePerson(text).name);
const names = (texts: readonly string[]): string | null =>
  texts.map((text) => parsePerson(text).name).join('、') || null;

const number = <R>(): Column<R> => ({ header: '序号', width: 5, value: (_, place) => place.number });
const codeOfProblem = <R>(): Column<R> => ({
  header: '问题编号',
  width: 9,
  value: (_, place) => place.problem?.code ?? null,
});

const PROBLEMS: readonly Column<ProblemRow>[] = [
  number(),
  { header: head('problems', 'code'), width: 9, value: (row) => row.code },
  { header: head('problems', 'source'), width: 10, value: (row) => value(row.source) },
  { header: head('problems', 'category'), width: 16, value: (row) => row.category },
  { header: head('problems', 'subcategory'), width: 16, value: (row) => row.subcategory },
  { header: head('problems', 'original'), width: 46, value: (row) => row.original },
  { header: head('problems', 'symptom'), width: 28, value: (row) => row.symptom },
  { header: head('problems', 'nature'), width: 7, value: (row) => value(row.nature) },
  { header: head('problems', 'kind'), width: 9, value: (row) => value(row.kind) },
  { header: head('problems', 'key'), width: 7, value: (row) => flag(row.key) },
  { header: head('problems', 'due'), width: 11, value: (row) => row.due },
  { header: head('problems', 'status'), width: 9, value: (row) => word('status', row.status, PAPER) },
  { header: head('problems', 'completion'), width: 9, value: (row) => value(row.completion) },
  { header: head('problems', 'longTerm'), width: 7, value: (row) => flag(row.longTerm) },
  { header: head('problems', 'evidenceCount'), width: 6, value: (row) => row.evidenceCount },
  { header: head('problems', 'supervisionNote'), width: 24, value: (row) => row.supervisionNote },
];
const DUTIES: readonly Column<DutyRow>[] = [
  number(),
  codeOfProblem(),
  {
    header: '问题摘要',
    width: 28,
    value: (_, place) => /^[^。]*。?/u.exec(place.problem?.original ?? '')?.[0].slice(0, 80) ?? null,
  },
  { header: head('duties', 'cause'), width: 34, value: (row) => row.cause },
  { header: head('duties', 'goal'), width: 30, value: (row) => row.goal },
  { header: head('duties', 'firstHead'), width: 10, value: (row) => named(row.firstHead) },
  { header: head('duties', 'leaders'), width: 12, value: (row) => names(row.leaders) },
  { header: head('duties', 'leadDept'), width: 12, value: (row) => row.leadDept },
  { header: head('duties', 'clerk'), width: 10, value: (row) => named(row.clerk) },
  { header: head('duties', 'coUnits'), width: 14, value: (row) => names(row.coUnits) },
  { header: head('duties', 'supervisorOrg'), width: 14, value: (row) => named(row.supervisorOrg) },
  { header: head('duties', 'countyLeader'), width: 10, value: (row) => named(row.countyLeader) },
  { header: head('duties', 'due'), width: 11, value: (row) => row.due },
];
const dueOf = (task: TaskRow): string | null =>
  [
    task.due,
    task.dueText,
    task.immediate ? value('immediate') : null,
    task.longTerm ? head('tasks', 'longTerm') : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join('，') || null;
const countersOf = (task: TaskRow): string | null =>
  COUNTERS.flatMap(({ id, unit }) =>
    task.counters[id] === undefined ? [] : [`${word('counter', id, PAPER)}${task.counters[id]}${unit}`],
  ).join('、') || null;

const TASKS: readonly Column<TaskRow>[] = [
  number(),
  codeOfProblem(),
  { header: head('tasks', 'code'), width: 11, value: (row) => row.code },
  { header: head('tasks', 'measure'), width: 40, value: (row) => row.measure },
  {
    header: head('tasks', 'types'),
    width: 12,
    value: (row) => row.types.map((type) => value(type)).join('、') || null,
  },
  { header: head('tasks', 'owner'), width: 12, value: (row) => named(row.owner) },
  { header: head('tasks', 'due'), width: 14, value: dueOf },
  { header: head('tasks', 'progress'), width: 40, value: (row) => row.progress },
  { header: head('tasks', 'completion'), width: 9, value: (row) => value(row.completion) },
  { header: head('tasks', 'counters'), width: 14, value: countersOf },
  { header: head('tasks', 'evidenceCount'), width: 6, value: (row) => row.evidenceCount },
  { header: head('tasks', 'extension'), width: 24, value: (row) => row.extension },
  { header: head('tasks', 'supervisionNote'), width: 24, value: (row) => row.supervisionNote },
  { header: head('tasks', 'note'), width: 18, value: (row) => row.note },
];

function writeList<R extends ProblemRow | DutyRow | TaskRow>(
  workbook: Workbook,
  content: ExportContent,
  list: 'problems' | 'duties' | 'tasks',
  columns: readonly Column<R>[],
): void {
  const ofRound = content.format === ROUND_FORMAT;
  const unit: Column<R> = { header: '单位', width: 16, value: (_, place) => place.ledger.unit };
  const all = ofRound ? [unit, ...columns] : columns;
  const name = word('list', list, PAPER);
  const owner = ofRound ? content.name : `${content.roundName} ${content.unit}`;
  const sheet = openSheet(workbook, name, `${owner}${name}`, all);
  for (const ledger of ledgersOf(content)) {
    const problems = new Map(ledger.problems.map((problem) => [problem.id as string, problem]));
    (ledger[list] as readonly unknown[] as readonly R[]).forEach((row, index) => {
      const problem = problems.get(row.list === 'problems' ? row.id : row.problem);
      const written = sheet.addRow([]);
      all.forEach((column, at) =>
        fillCell(written.getCell(at + 1), column.value(row, { number: index + 1, ledger, problem })),
      );
    });
  }
}

export function writeCleanSheets(workbook: Workbook, content: ExportContent): void {
  writeList(workbook, content, 'problems', PROBLEMS);
  writeList(workbook, content, 'duties', DUTIES);
  writeList(workbook, content, 'tasks', TASKS);
}
