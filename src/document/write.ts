/** Writing into a ledger document: cells, minimal splices of texts, new rows. Decides nothing; callers asked first. */
import type * as Y from 'yjs';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOf, textOf, type CellValue } from '#document/ledger-doc.ts';
import type { List } from '#domain/lists/fields.ts';

/** Write a cell; clearing writes null, keys are never deleted. */
export function setCell(doc: Y.Doc, key: string, value: CellValue): void {
  cellsOf(doc).set(key, value);
}

/** `[index, deleted text, inserted text]` in UTF-16 units, against the text as it stands. */
export type Splice = readonly [index: number, deleted: string, inserted: string];

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
/** Would a cut at `index` part a surrogate pair? */
const parts = (text: string, index: number): boolean =>
  index > 0 && index < text.length && isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index));

/** R9, R12: the smallest splice that turns `before` into `after` without parting a surrogate pair; undefined when equal. */
export function minimalSplice(before: string, after: string): Splice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (parts(before, start) || parts(after, start)) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  if (parts(before, before.length - end) || parts(after, after.length - end)) end -= 1;
  return [start, before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

/** R9: a text root is made only with its first character. */
export function spliceText(
  doc: Y.Doc,
  row: string,
  field: string,
  index: number,
  deleteCount: number,
  insert: string,
): void {
  const text = textOf(doc, row, field);
  if (!text && insert === '') return;
  doc.transact(() => {
    const target = text ?? doc.getText(textKey(row, field));
    if (deleteCount > 0) target.delete(index, deleteCount);
    if (insert !== '') target.insert(index, insert);
  });
}

/** Replace a whole text as one minimal splice. Answers the splice, undefined when nothing changed. */
export function replaceText(doc: Y.Doc, row: string, field: string, after: string): Splice | undefined {
  const splice = minimalSplice(textOf(doc, row, field)?.toString() ?? '', after);
  if (splice) spliceText(doc, row, field, splice[0], splice[1].length, splice[2]);
  return splice;
}

export interface NewRow {
  readonly row: string;
  readonly list: List;
  readonly order: string;
  /** of a duty or a task */
  readonly problem?: string;
}

/** The cells that make a row; they travel in one update (R2). */
export function cellsOfNewRow({
  row,
  list,
  order,
  problem,
}: NewRow): { readonly key: string; readonly value: CellValue }[] {
  const cells = [
    { key: cellKey(row, 'list'), value: list },
    { key: cellKey(row, 'order'), value: order },
  ];
  return problem === undefined ? cells : [...cells, { key: cellKey(row, 'problem'), value: problem }];
}

export function createRow(doc: Y.Doc, row: NewRow): void {
  doc.transact(() => {
    for (const { key, value } of cellsOfNewRow(row)) setCell(doc, key, value);
  });
}
