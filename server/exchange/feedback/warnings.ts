/** The doubts an import may raise, by code and severity; their sentences are in the catalogue (`doubttext_CODE`). */
import type { PreviewWarning } from '#protocol/services.ts';
import { doubtOf } from '#server/exchange/doubt.ts';

/** Places and severities matter to the key of tests/samples, names do not. */
export const WARNINGS = {
  split_run: 'should',
  may_split: 'should',
  unnumbered_paragraph: 'must',
  continued_paragraph: 'must',
  clue_not_imported: 'may',
  clue_cut: 'should',
  lead_text: 'must',
  lead_sentence: 'may',
  title_only: 'should',
  empty_heading: 'should',
  number_gap: 'should',
  duplicate_code: 'should',
  codes_prefixed: 'may',
  too_long: 'must',
  no_date: 'may',
  no_unit: 'may',
  left_out: 'should',
} as const satisfies Readonly<Record<string, PreviewWarning['severity']>>;

export type WarningCode = keyof typeof WARNINGS;

export function warningOf(id: string, code: WarningCode, at: string, raw?: string): PreviewWarning {
  return { id, ...doubtOf(code, WARNINGS[code], { at }, raw) };
}

/** Collects warnings and numbers them: the ids hold within one preview. */
export class WarningList {
  readonly items: PreviewWarning[] = [];

  add(code: WarningCode, at: string, raw?: string): void {
    this.items.push(warningOf(`w${this.items.length + 1}`, code, at, raw));
  }
}
