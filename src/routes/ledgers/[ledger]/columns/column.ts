/** A column of one of the three lists: what the grid shows, and how what is written there becomes cells. */
import type { Dictionary } from '#domain/dictionaries.ts';
import type { List } from '#domain/lists/fields.ts';
import type { GridColumn } from '#grid/grid.contract.ts';
import { getLocale } from '#messages/paraglide/runtime.js';
import { fieldLabel } from '../../../words.ts';
import type { Named, Reading } from './readings.ts';

export interface LedgerColumn<R> extends GridColumn<R> {
  /** field of the row that is shown; undefined = the line above it (a problem's field in another list) or a number */
  readonly field?: string;
  /** from the text form to cells; absent for prose (spliced into the shared text) and for what is not written by hand */
  readonly read?: (text: string, row: R) => Reading;
}

/** Who and what the pickers offer, and the day by which lights are judged. */
export interface ColumnContext {
  readonly people: readonly Named[];
  readonly organisations: readonly Named[];
  readonly today: string;
  /** of the office that runs the round */
  readonly dictionaries: readonly Dictionary[];
}

/** English words are longer than Chinese ones; prose takes the width that is given. */
const ENGLISH_WIDTH = 1.25;
const SHORT: readonly GridColumn<never>['kind'][] = ['enum', 'multi', 'toggle', 'readonly', 'counters'];
const widthOf = (kind: GridColumn<never>['kind'], width: number): number =>
  getLocale() === 'en' && SHORT.includes(kind) && width < 200 ? Math.round(width * ENGLISH_WIDTH) : width;

export function column<R>(
  list: List,
  field: string,
  width: number,
  more: Omit<LedgerColumn<R>, 'id' | 'title' | 'width' | 'field'>,
): LedgerColumn<R> {
  return { id: field, title: fieldLabel(list, field), width: widthOf(more.kind, width), field, ...more };
}
