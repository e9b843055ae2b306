/** Rule G6: what a struct may hold at its place, and the values themselves by the field table. Asks nobody's rights. */
import * as Y from 'yjs';
import { parseKey, type CellKey } from '#document/keys.ts';
import type { CellValue } from '#document/ledger-doc.ts';
import { fieldOf, type Field, type List } from '#domain/lists/fields.ts';
import { checkMember, checkValue } from '#domain/lists/values.ts';
import { GRANTED, accept, refuse, type Outcome, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { Fresh } from '#server/rooms/guard/structs.ts';

const forged: Refusal = refuse('FORGED_SHAPE');

const isPrimitive = (value: unknown): value is CellValue =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';

/** The one value that a struct writes into a cell; undefined for one that is deleted already. */
export function cellValueOf(item: Y.Item): CellValue | undefined {
  return item.content instanceof Y.ContentAny ? (item.content.arr[0] as CellValue) : undefined;
}

/** The characters that a struct adds to a text. */
export function addedText({ item, start }: Fresh): string {
  return item.content instanceof Y.ContentString ? item.content.str.slice(start - item.id.clock) : '';
}

export function checkShape({ item, place }: Fresh): Verdict {
  const { content } = item;
  if (place?.kind === 'text') {
    return content instanceof Y.ContentString || content instanceof Y.ContentDeleted ? GRANTED : forged;
  }
  if (item.rightOrigin !== null) return forged;
  if (content instanceof Y.ContentDeleted) return GRANTED;
  if (!(content instanceof Y.ContentAny) || item.length !== 1) return forged;
  return isPrimitive(content.arr[0]) ? GRANTED : forged;
}

/** A key of the network as a cell of the field table. */
export interface NamedCell {
  readonly key: string;
  readonly at: CellKey;
  readonly field: Field;
}

export function nameCell(key: string, list: List): Outcome<NamedCell> {
  const at = parseKey(key);
  if (!at) return refuse('NO_SUCH_FIELD', { field: '' });
  const field = fieldOf(list, at.field);
  if (!field) return refuse('NO_SUCH_FIELD', { field: at.field });
  const member = checkMember(field, at.member);
  return member.ok ? accept({ key, at, field }) : member;
}

export const checkCellValue = (field: Field, item: Y.Item): Verdict => {
  const value = cellValueOf(item);
  return value === undefined ? GRANTED : checkValue(field, value);
};
