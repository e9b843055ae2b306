/** The doubts that a ledger file may raise, by code and severity; their sentences are in the catalogue (`doubttext_CODE`). */
import type { PreviewWarning } from '#protocol/services.ts';
import { doubtOf } from '#server/exchange/doubt.ts';
import { beyond } from './bound.ts';

/** Places and severities matter to the keys of tests/samples, names do not. */
export const LEDGER_WARNINGS = {
  year_assumed: 'must',
  year_missing: 'must',
  due_month_only: 'may',
  due_invalid: 'must',
  due_relative: 'must',
  due_unparsed: 'must',
  due_split: 'should',
  measure_split: 'should',
  status_ambiguous: 'must',
  status_unknown: 'must',
  total_mismatch: 'may',
  number_repeats: 'must',
  code_missing: 'should',
  code_was_day: 'must',
  missing_category: 'may',
  column_unknown: 'should',
  formula_broken: 'should',
  type_unknown: 'must',
  value_too_long: 'must',
  too_long: 'must',
  row_without_measure: 'should',
  row_without_problem: 'must',
  sheet_hidden: 'should',
  codes_prefixed: 'should',
  original_locked: 'must',
  not_on_board: 'must',
  board_kept: 'should',
  board_frozen: 'must',
  board_taken_over: 'should',
  board_twice: 'must',
  row_unknown: 'must',
  row_not_yours: 'should',
  cell_unreadable: 'must',
  board_moved: 'must',
} as const satisfies Readonly<Record<string, PreviewWarning['severity']>>;
export type LedgerWarningCode = keyof typeof LEDGER_WARNINGS;

/** Doubts of one file: beyond, it is no ledger that a person could check. */
const WARNINGS_MAX = 20_000;

/** Where a doubt stands; `at` is the problem (its number in the file until it has a code), or `head`. */
export interface Place {
  readonly at: string;
  readonly sheet?: string;
  readonly cell?: string;
}

/** Collects doubts and numbers them; the same doubt about the same cell once. */
export class LedgerWarnings {
  readonly #items: PreviewWarning[] = [];
  readonly #known = new Set<string>();

  add(code: LedgerWarningCode, place: Place, raw?: string): void {
    const key = `${code} ${place.sheet ?? ''} ${place.cell ?? place.at}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    if (this.#items.length >= WARNINGS_MAX) beyond('warnings', WARNINGS_MAX);
    const id = `w${this.#items.length + 1}`;
    this.#items.push({ id, ...doubtOf(code, LEDGER_WARNINGS[code], place, raw) });
  }

  /** `codeOf` gives the code of the problem that `at` names. */
  list(codeOf: (at: string) => string): readonly PreviewWarning[] {
    return this.#items.map((warning) => ({ ...warning, at: codeOf(warning.at) }));
  }
}
