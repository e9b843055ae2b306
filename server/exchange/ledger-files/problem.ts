/** One problem from the rows of its block: its text, duty and tasks, and what follows from them. */
import { COMPLETIONS, fieldOf, NATURES, SOURCES } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { readDue } from '#domain/due-wording.ts';
import type { PreviewDue, PreviewProblem, PreviewTask } from '#protocol/services.ts';
import type { BlockCells } from './block-cells.ts';
import type { Block } from './blocks.ts';
import { codeOf } from './codes.ts';
import { readDuty } from './duty.ts';
import { fitted } from './fitting.ts';
import { oneLine } from './names.ts';
import { headingText } from './row-kinds.ts';
import { readTasks, type Ground } from './tasks.ts';

/** A number or 一是 in front of the text is the form's, not the text's. */
export const NUMBER =
  /^(?:\d{1,3}[.．、](?!\d)|[（(]\d{1,3}[)）]|[①-⑳]|[（(][一二三四五六七八九十]+[)）]、?|[一二三四五六七八九十]+[、.．]|[一二三四五六七八九十]是)\s*/u;
const CARRIED_OVER = '上轮遗留';

export interface Unnumbered extends Omit<PreviewProblem, 'code' | 'tasks'> {
  /** as the code column or the running number says, '' when neither does */
  readonly printed: string;
  /** does `printed` come from a code column? */
  readonly coded: boolean;
  readonly tasks: readonly Omit<PreviewTask, 'code'>[];
  readonly section: number;
}

/** The latest day of its tasks, and what follows from all of them. */
export function dueOf(tasks: readonly Pick<PreviewTask, 'due'>[]): PreviewDue {
  const dates = tasks.flatMap((task) => task.due.date ?? []).sort();
  return {
    date: dates.at(-1) ?? null,
    immediate: tasks.length > 0 && tasks.every((task) => task.due.immediate),
    longTerm: tasks.some((task) => task.due.longTerm),
  };
}

export function completionOf(tasks: readonly { readonly completion: string }[]): string {
  if (tasks.length === 0) return COMPLETIONS[0];
  if (tasks.every((task) => task.completion === COMPLETIONS[2])) return COMPLETIONS[2];
  return tasks.every((task) => task.completion !== COMPLETIONS[0]) ? COMPLETIONS[1] : COMPLETIONS[0];
}

function kindOf(written: string, due: PreviewDue): PreviewProblem['kind'] {
  if (/立行|立即|即知|立整/u.test(written) || (written === '' && due.immediate)) return 'immediate';
  if (/长期/u.test(written)) return 'longterm';
  if (written !== '') return 'timed';
  return due.longTerm && due.date === null ? 'longterm' : 'timed';
}

/** A problem without a measure column has a time limit of its own. */
function ownDue(cells: BlockCells, ground: Ground): PreviewDue {
  const row = cells.rows[0]!;
  const cell = cells.seen(row, 'due');
  if (cell.day !== undefined) return { date: cell.day, immediate: ground.allImmediate, longTerm: false };
  const { date, immediate, longTerm, doubts } = readDue(cell.text, ground.reportYear);
  for (const doubt of doubts) cells.warn(doubt, cells.place(row, 'due'), cell.text);
  return { date, immediate: immediate || ground.allImmediate, longTerm };
}

const oneOf = (words: readonly string[], text: string): string | undefined =>
  words.find((word) => text.replace(/\s+/gu, '').includes(word));

/** Excel makes a day of 1-2: that is the code 1-2 again. */
function printedCode(cells: BlockCells): { readonly printed: string; readonly coded: boolean } {
  const row = cells.rows[0]!;
  for (const name of ['code', 'seq'] as const) {
    const cell = cells.own(row, name);
    if (cell.text.trim() === '') continue;
    if (cell.day === undefined) return { printed: codeOf(cell.text), coded: name === 'code' };
    const [, month, day] = cell.day.split('-');
    cells.warn('code_was_day', cells.place(row, name), cell.text);
    return { printed: `${Number(month)}-${Number(day)}`, coded: name === 'code' };
  }
  const lead = /^(\d{1,3})[.．、](?!\d)/u.exec(cells.own(row, 'original').text.trim());
  return { printed: lead?.[1] ?? '', coded: false };
}

export function readProblem(
  cells: BlockCells,
  block: Block,
  categoryBefore: string | null,
  ground: Ground,
): Unnumbered {
  const row = cells.rows[0]!;
  const { printed, coded } = printedCode(cells);
  const original = cells.own(row, 'original').text.trim().replace(NUMBER, '').trim();
  if (!checkValue(fieldOf('problems', 'original')!, original).ok)
    cells.warn('too_long', cells.place(row, 'original'));
  const fit = (name: 'category' | 'subcategory', value: string | null): string | null =>
    fitted(cells, row, name, 'problems', name, value);
  const written = cells.seen(row, 'category').text.trim();
  const category = written === '' ? (block.category ?? categoryBefore) : headingText(written);
  const tasks = readTasks(cells, ground);
  const due = cells.has('measure') && tasks.length > 0 ? dueOf(tasks) : ownDue(cells, ground);
  const duty = readDuty(cells);
  const source = oneOf(SOURCES, cells.first('source'));
  return {
    printed,
    coded,
    section: block.section,
    sheet: cells.sheet.name,
    row,
    category: fit('category', category),
    subcategory: fit('subcategory', oneLine(cells.seen(row, 'subcategory').text) ?? block.subcategory),
    original,
    source: source ?? '',
    nature: oneOf(NATURES, cells.first('nature')) ?? null,
    carriedOver: source === CARRIED_OVER || /[（(]上轮遗留[)）]/u.test(original),
    splitFrom: null,
    status: 'issued',
    kind: kindOf(cells.first('kind'), due),
    due,
    completion: completionOf(tasks),
    duties: duty ? [duty] : [],
    tasks,
    anchors: [],
    pieces: [],
    board: null,
  };
}
