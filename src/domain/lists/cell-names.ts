/** How a cell or a text of a ledger is named: `row/field`, or `row/field:member` for a member of a field. */
import { parseRowId, type RowId } from '#domain/ids.ts';

/** Longest member part of a key, in characters (a person or organisation as `@ID NAME`, at most 78). */
export const MEMBER_CHARS_MAX = 80;

export interface CellKey {
  readonly row: RowId;
  readonly field: string;
  readonly member?: string;
}

export const cellKey = (row: string, field: string, member?: string): string =>
  member === undefined ? `${row}/${field}` : `${row}/${field}:${member}`;

/** Root Y.Text of a prose field. */
export const textKey = (row: string, field: string): string => `${row}/${field}`;

const KEY = /^([0-9A-Za-z]{16})\/([A-Za-z]{1,40})(?::([^\n]{1,80}))?$/u;

/** Parse a key from the network; undefined when it is not one. */
export function parseKey(key: string): CellKey | undefined {
  const match = KEY.exec(key);
  const row = match && parseRowId(match[1]);
  if (!match || !row) return undefined;
  return match[3] === undefined ? { row, field: match[2]! } : { row, field: match[2]!, member: match[3] };
}
