/** The tasks of one problem from the rows of its block: measures parted by their numbers, time limits and states read. */
import { readCompletion } from '#domain/completion-wording.ts';
import { readDue, type DueReading } from '#domain/due-wording.ts';
import { fieldOf, MEASURE_TYPES } from '#domain/lists/fields.ts';
import type { PreviewDue, PreviewTask } from '#protocol/services.ts';
import type { BlockCells } from './block-cells.ts';
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';
import { fitted } from './fitting.ts';
import { linesOf, numberedItems } from './numbered.ts';
import { peopleOf } from './names.ts';

/** What holds for the whole sheet. */
export interface Ground {
  readonly reportYear: number | null;
  /** a sheet of 立行立改 */
  readonly allImmediate: boolean;
}
export type Draft = Omit<PreviewTask, 'code'>;

const DUE_TEXT_MAX = (fieldOf('tasks', 'dueText')!.type as { max: number }).max;
const ACCOUNTS: readonly LedgerColumn[] = ['progress', 'evidence', 'extension', 'note'];

const dueOf = (reading: DueReading, ground: Ground): PreviewDue => {
  const due = {
    date: reading.date,
    immediate: reading.immediate || ground.allImmediate,
    longTerm: reading.longTerm,
  };
  return reading.withinFocus ? { ...due, withinFocus: true } : due;
};

/** Time limits of one cell for `count` measures, in their order. */
function duesOf(
  cells: BlockCells,
  row: number,
  count: number,
  ground: Ground,
): readonly Pick<Draft, 'due' | 'dueText'>[] {
  const cell = cells.seen(row, 'due');
  const place = cells.place(row, 'due');
  if (cell.day !== undefined) {
    const due = { date: cell.day, immediate: ground.allImmediate, longTerm: false };
    return Array.from({ length: count }, () => ({ due, dueText: null }));
  }
  const items = count > 1 ? numberedItems(cell.text, true) : [];
  const lines = items.length === 0 && count > 1 ? linesOf(cell.text, count) : [];
  const parts = items.length === count ? items : lines;
  if (parts.length > 0) cells.warn('due_split', place, cell.text);
  const texts = parts.length > 0 ? parts : Array.from({ length: count }, () => cell.text);
  return texts.map((text) => {
    const reading = readDue(text, ground.reportYear);
    for (const doubt of reading.doubts) cells.warn(doubt, place, text.trim());
    const clean = text.trim();
    if (clean.length > DUE_TEXT_MAX) cells.warn('value_too_long', place, clean);
    return { due: dueOf(reading, ground), dueText: clean === '' ? null : clean.slice(0, DUE_TEXT_MAX) };
  });
}

/** As many as there are measures: numbered alike, or the same for all. `once`: only the first has it. */
function shared(text: string, count: number, once: boolean): readonly string[] {
  const items = count > 1 ? numberedItems(text) : [];
  if (items.length === count) return items;
  return Array.from({ length: count }, (_, index) => (once && index > 0 ? '' : text.trim()));
}

function completionsOf(cells: BlockCells, row: number, count: number): readonly string[] {
  const place = cells.place(row, 'completion');
  return shared(cells.seen(row, 'completion').text, count, false).map((text) => {
    const { completion, doubt } = readCompletion(text);
    if (doubt !== null) cells.warn(doubt, place, text);
    return completion;
  });
}

function typesOf(cells: BlockCells, row: number): readonly string[] {
  const words = cells
    .seen(row, 'types')
    .text.split(/[、，,；;/\n\s]+/u)
    .filter((word) => word !== '');
  const known = words.filter((word) => (MEASURE_TYPES as readonly string[]).includes(word));
  const unknown = words.filter((word) => !known.includes(word) && !/^[-—无]+$/u.test(word));
  if (unknown.length > 0) cells.warn('type_unknown', cells.place(row, 'types'), unknown.join('、'));
  return [...new Set(known)];
}

function ownerOf(cells: BlockCells, row: number): string | null {
  const column = cells.has('owner') ? 'owner' : 'clerk';
  const text = cells.seen(row, column).text.trim() || (column === 'clerk' ? cells.first('clerk') : '');
  const names = peopleOf(text);
  return fitted(cells, row, column, 'tasks', 'owner', names.length === 0 ? null : names.join('、'));
}

/** 审核意见 and 销号日期 stay on record as words, never as a state. */
function noteOf(cells: BlockCells, row: number): string {
  const opinion = cells.own(row, 'opinion').text.trim();
  const closed = cells.own(row, 'closedOn').text.trim();
  return [
    cells.own(row, 'note').text.trim(),
    opinion && `审核意见：${opinion}`,
    closed && `销号日期：${closed}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function tasksOfRow(cells: BlockCells, row: number, ground: Ground): Draft[] {
  const text = cells.own(row, 'measure').text.trim();
  const items = numberedItems(text);
  if (items.length > 0) cells.warn('measure_split', cells.place(row, 'measure'), text);
  const measures = items.length > 0 ? items : [text];
  const count = measures.length;
  const dues = duesOf(cells, row, count, ground);
  const completions = completionsOf(cells, row, count);
  const progress = shared(cells.seen(row, 'progress').text, count, false);
  const evidence = shared(cells.own(row, 'evidence').text, count, true);
  const extension = shared(cells.own(row, 'extension').text, count, true);
  const types = typesOf(cells, row);
  const owner = ownerOf(cells, row);
  const note = noteOf(cells, row);
  const fit = (column: LedgerColumn, value: string | undefined): string | null =>
    fitted(
      cells,
      row,
      column,
      'tasks',
      column,
      value === undefined || /^[-—/无]*$/u.test(value) ? null : value,
    );
  return measures.map((measure, index) => ({
    row,
    measure: fit('measure', measure) ?? '',
    types,
    owner,
    ...dues[index]!,
    progress: fit('progress', progress[index]),
    completion: completions[index]!,
    evidence: fitted(cells, row, 'evidence', 'tasks', 'note', evidence[index] || null),
    extension: fit('extension', extension[index]),
    note: index === 0 ? fit('note', note) : null,
  }));
}

/** A row that goes on with the measure above: its accounts are added there. */
function goOn(cells: BlockCells, row: number, task: Draft): Draft {
  const more = (column: LedgerColumn, before: string | null): string | null => {
    const text = cells.own(row, column).text.trim();
    return text === '' ? before : [before, text].filter((part) => part !== null).join('\n');
  };
  if (
    !cells.isCovered(row, 'measure') &&
    [...ACCOUNTS, 'due' as const].some((name) => cells.own(row, name).text.trim() !== '')
  )
    cells.warn('row_without_measure', cells.place(row, 'measure'));
  return {
    ...task,
    progress: more('progress', task.progress),
    evidence: more('evidence', task.evidence),
    extension: more('extension', task.extension),
    note: more('note', task.note),
  };
}

export function readTasks(cells: BlockCells, ground: Ground): readonly Draft[] {
  if (!cells.has('measure')) return [];
  const tasks: Draft[] = [];
  for (const row of cells.rows) {
    if (cells.own(row, 'measure').text.trim() !== '') tasks.push(...tasksOfRow(cells, row, ground));
    else if (tasks.length > 0) tasks.push(goOn(cells, row, tasks.pop()!));
    else if ([...ACCOUNTS, 'due' as const].some((name) => cells.own(row, name).text.trim() !== ''))
      cells.warn('row_without_measure', cells.place(row, 'measure'));
  }
  return tasks.filter((task) => task.measure !== '');
}
