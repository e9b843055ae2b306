/** What a person meant, apart from the bytes that carry it: enough to do it again in another document. Plain data. */
import type { CellValue } from '#document/ledger-doc.ts';
import type { PlacedSplice } from './splices.ts';

/** `base`: what the cell held when the person wrote; undefined when there was none. */
export interface CellIntent {
  readonly cell: string;
  readonly value: CellValue;
  readonly base: CellValue | undefined;
}

/** One action: cells written together, or splices of one text in the order they were made. */
export type Intent =
  | { readonly kind: 'cells'; readonly cells: readonly CellIntent[] }
  | { readonly kind: 'text'; readonly text: string; readonly splices: readonly PlacedSplice[] };

/** As kept in the store until it is acknowledged. `page`: the page load that answers for it. `n`: its order there. */
export interface IntentRecord {
  readonly opId: string;
  /** person and ledger */
  readonly owner: string;
  readonly page: string;
  readonly n: number;
  /** ISO instant on the person's clock */
  readonly at: string;
  readonly intent: Intent;
}

/** Keys of cells and texts that an intent writes. */
export const keysOf = (intent: Intent): readonly string[] =>
  intent.kind === 'text' ? [intent.text] : intent.cells.map(({ cell }) => cell);

/** `row/field` without the member: what a cell of the grid is. */
export function gridCell(key: string): string {
  const colon = key.indexOf(':');
  return colon < 0 ? key : key.slice(0, colon);
}

/** Intents of one person in one ledger belong together. */
export const ownerOf = (person: string, ledger: string): string => `${person}/${ledger}`;
