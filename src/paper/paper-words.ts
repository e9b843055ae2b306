/** What paper says around and inside its tables. Paper is Chinese, whatever language the page shows. */
import { COUNTERS } from '#domain/lists/fields.ts';
import { parsePerson } from '#domain/lists/named.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { fieldWord, word } from '#messages/sentence.ts';
import type { ExportHead } from '#paper/content.ts';
import type { PaperFrame } from './paper-look.ts';

const PAPER = 'zh-CN';
/** room for a name written by hand */
const BLANK = '　'.repeat(6);

export const headOf = (list: string, name: string): string => fieldWord(list, name, PAPER);
export const listName = (list: string): string => word('list', list, PAPER);
export const statusWord = (status: string): string => word('status', status, PAPER);
export const valueWord = (name: string | null): string | null =>
  name === null ? null : word('value', name, PAPER);
export const flagWord = (set: boolean): string | null => (set ? word('flag', 'yes', PAPER) : null);
export const nameIn = (text: string | null): string | null => (text === null ? null : parsePerson(text).name);
export const namesIn = (texts: readonly string[]): string | null =>
  texts.map((text) => parsePerson(text).name).join('、') || null;
export const typesOf = (task: TaskRow): string | null =>
  task.types.map((type) => valueWord(type)).join('、') || null;

/** `2026年6月5日` */
export function paperDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** Date, wording, 立行立改 and 长期坚持 in one cell, as a ledger on paper has them. `day` writes the date. */
export const dueOf = (task: TaskRow, day: (date: string) => string = (date) => date): string | null =>
  [
    task.due === null ? null : day(task.due),
    task.dueText,
    task.immediate ? valueWord('immediate') : null,
    task.longTerm ? headOf('tasks', 'longTerm') : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join('，') || null;

export const countersOf = (task: TaskRow): string | null =>
  COUNTERS.flatMap(({ id, unit }) =>
    task.counters[id] === undefined ? [] : [`${word('counter', id, PAPER)}${task.counters[id]}${unit}`],
  ).join('、') || null;

export const categoryOf = (problem: ProblemRow): string | null =>
  [problem.category, problem.subcategory].filter((part) => part !== null && part !== '').join('\n') || null;

/** Its first sentence, for the tables that only name a problem. */
export const summaryOf = (problem: ProblemRow | undefined): string | null =>
  /^[^。]*。?/u.exec(problem?.original ?? '')?.[0].slice(0, 80) || null;

/** Page numbers; on a snapshot also which, and the beginning of the hash that its content has. */
function footerOf({ snapshot }: ExportHead): string {
  const pages = '&C第 &P 页　共 &N 页';
  return snapshot.number === null
    ? pages
    : `&L存档第 ${snapshot.number} 号　校验 ${snapshot.sha256.slice(0, 12)}${pages}`;
}

export const unitFrame = (title: string, unit: string, head: ExportHead): PaperFrame => ({
  title,
  reporting: [
    `填报单位（盖章）：${unit}`,
    `填报日期：${paperDay(head.day)}`,
    `填报人：${BLANK}`,
    `审核人：${BLANK}`,
  ],
  signatures: [`党组织主要负责人（签字）：${BLANK}`, `分管县级领导（签字）：${BLANK}`],
  footer: footerOf(head),
});

export const officeFrame = (title: string, head: ExportHead): PaperFrame => ({
  title,
  reporting: [
    `填报单位（盖章）：${head.office}`,
    `填报日期：${paperDay(head.day)}`,
    `填报人：${BLANK}`,
    `审核人：${BLANK}`,
  ],
  signatures: [`巡察办主要负责人（签字）：${BLANK}`, `巡察工作领导小组负责人（签字）：${BLANK}`],
  footer: footerOf(head),
});
