/** Sheets to problems with their duties and tasks: header, blocks, problems, codes. Knows no board. */
import { plainText } from '#domain/imports/likeness.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { BlockCells } from './block-cells.ts';
import { walk, type SkippedRows, type Walked } from './blocks.ts';
import type { FoundColumn, LedgerContent, RememberedColumns } from './content.ts';
import { findHeader, type Header } from './header.ts';
import { numbered } from './numbering.ts';
import { kindOfRow } from './row-kinds.ts';
import { NUMBER, readProblem, type Unnumbered } from './problem.ts';
import { columnName, type Sheet } from './sheet.ts';
import { readMeta } from './sheet-meta.ts';
import type { Ground } from './tasks.ts';
import { LedgerWarnings } from './warnings.ts';

const IMMEDIATE_SHEET = /立行立改|立知立改|即知即改|立整立改/u;
const MIXED_SHEET = /限期|长期|台账|清单/u;

interface ReadSheet {
  readonly sheet: Sheet;
  readonly header: Header;
  readonly meta: LedgerContent['meta'];
}

const isImmediateSheet = ({ sheet, meta }: ReadSheet): boolean =>
  IMMEDIATE_SHEET.test(sheet.name) ||
  (IMMEDIATE_SHEET.test(meta.title ?? '') &&
    !MIXED_SHEET.test((meta.title ?? '').replace(IMMEDIATE_SHEET, '')));

/** The sums printed at the end against what was read. */
function checkTotals(
  walked: Walked,
  sheet: string,
  problems: readonly Unnumbered[],
  warnings: LedgerWarnings,
): void {
  const tasks = problems.reduce((sum, problem) => sum + problem.tasks.length, 0);
  // sums of parts are smaller: only the largest speaks of the whole sheet
  const sums = walked.totals.map(({ cell, text }) => ({
    cell,
    text,
    problems: Number(/(\d+)个问题/u.exec(text)?.[1] ?? Number.NaN),
    tasks: Number(/(\d+)(?:项|条|个)(?:整改)?措施/u.exec(text)?.[1] ?? Number.NaN),
  }));
  const last = sums.findLast((sum) => Number.isFinite(sum.problems) || Number.isFinite(sum.tasks));
  if (!last) return;
  const differs = (said: number, found: number): boolean => Number.isFinite(said) && said !== found;
  if (differs(last.problems, problems.length) || differs(last.tasks, tasks))
    warnings.add('total_mismatch', { at: 'head', sheet, cell: last.cell }, last.text);
}

function problemsOf(
  { sheet, header, meta }: ReadSheet,
  ground: Ground,
  first: number,
  warnings: LedgerWarnings,
): { readonly problems: readonly Unnumbered[]; readonly skipped: readonly SkippedRows[] } {
  const walked = walk(sheet, header, warnings);
  let category: string | null = null;
  const problems = walked.blocks.map((block, index) => {
    const cells = new BlockCells(sheet, header, block.rows, `#${first + index}`, warnings);
    const problem = readProblem(cells, block, header.columns.has('category') ? category : null, ground);
    category = problem.category;
    return problem;
  });
  checkTotals(walked, sheet.name, problems, warnings);
  if (problems.length > 0 && problems.every((problem) => problem.category === null))
    warnings.add('missing_category', { at: 'head', sheet: sheet.name }, meta.title ?? undefined);
  return { problems, skipped: walked.skipped };
}

function unknownColumns({ sheet, header }: ReadSheet, warnings: LedgerWarnings): readonly FoundColumn[] {
  for (const { column, header: words, field } of header.words) {
    if (field !== null) continue;
    const holds = sheet.rows.some((row) => row > header.bottom && sheet.own(row, column).text.trim() !== '');
    if (holds)
      warnings.add(
        'column_unknown',
        { at: 'head', sheet: sheet.name, cell: `${columnName(column)}${header.bottom}` },
        words,
      );
  }
  return header.words.map(({ column, header: words, field }) => ({
    sheet: sheet.name,
    column: columnName(column),
    header: words,
    field,
  }));
}

/** A whole ledger with the outline's own codes speaks of the county's feedback; without codes its source stays open. */
const sourced = (problems: readonly Unnumbered[]): readonly Unnumbered[] =>
  problems.map((problem) =>
    problem.source === '' && problem.coded ? { ...problem, source: '县委巡察' } : problem,
  );

/** A sheet that only lists again, without measures, the problems of a sheet that has them: 问题清单 beside 整改台账. */
function listsAgain(one: ReadSheet, all: readonly ReadSheet[]): boolean {
  if (one.header.columns.has('measure')) return false;
  const textsOf = ({ sheet, header }: ReadSheet): string[] =>
    sheet.rows.flatMap((row) => {
      if (row <= header.bottom || kindOfRow(sheet, header, row, false) !== 'data') return [];
      const text = plainText(sheet.own(row, header.columns.get('original')!).text.replace(NUMBER, ''));
      return text === '' ? [] : [text];
    });
  const known = all.filter(({ header }) => header.columns.has('measure')).flatMap(textsOf);
  const own = textsOf(one);
  // a summary is the beginning of the text
  return own.length > 0 && own.every((text) => known.some((whole) => whole.startsWith(text)));
}

/** Refusals: NO_LEDGER_HEADER, NOTHING_RECOGNISED. */
export function recogniseLedger(
  sheets: readonly Sheet[],
  remembered: RememberedColumns = {},
): Outcome<LedgerContent> {
  const warnings = new LedgerWarnings();
  const skipped: SkippedRows[] = [];
  const read: ReadSheet[] = [];
  for (const sheet of sheets) {
    const header = sheet.rows.length > 0 ? findHeader(sheet, remembered) : undefined;
    const what = sheet.rows.length === 0 ? '空表' : sheet.hidden ? '隐藏的工作表' : '没有认出表头的工作表';
    if (header && !sheet.hidden) read.push({ sheet, header, meta: readMeta(sheet, header.top) });
    else skipped.push({ what, sheet: sheet.name, rows: [] });
    if (header && sheet.hidden) warnings.add('sheet_hidden', { at: 'head', sheet: sheet.name });
  }
  if (read.length === 0) return refuse('NO_LEDGER_HEADER');
  for (const again of read.filter((one) => listsAgain(one, read))) {
    read.splice(read.indexOf(again), 1);
    skipped.push({ what: '另一张表已有的问题', sheet: again.sheet.name, rows: [] });
  }
  const metas = read.map(({ meta }) => meta);
  const known = <K extends keyof LedgerContent['meta']>(name: K): LedgerContent['meta'][K] =>
    metas.find((meta) => meta[name] !== null)?.[name] ?? metas[0]![name];
  const date = known('date');
  const columns: FoundColumn[] = [];
  const problems: Unnumbered[] = [];
  for (const one of read) {
    columns.push(...unknownColumns(one, warnings));
    const day = one.meta.date ?? date;
    const ground = {
      reportYear: day === null ? null : Number(day.slice(0, 4)),
      allImmediate: isImmediateSheet(one),
    };
    const found = problemsOf(one, ground, problems.length, warnings);
    problems.push(...found.problems);
    skipped.push(...found.skipped);
  }
  if (problems.length === 0) return refuse('NOTHING_RECOGNISED');
  const coded = numbered(sourced(problems), warnings);
  return accept({
    meta: {
      title: known('title'),
      unit: known('unit'),
      team: null,
      date,
      preparer: known('preparer'),
      reviewer: known('reviewer'),
    },
    problems: coded,
    skipped: skipped.map(({ what, sheet, rows }) => ({ what, paragraph: null, sheet, rows })),
    warnings: warnings.list((at) => (at.startsWith('#') ? coded[Number(at.slice(1))]!.code : at)),
    columns,
  });
}
