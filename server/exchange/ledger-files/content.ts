/** The shapes that pass between the stages of reading a ledger file. Types only. */
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';
import type { ImportPreview, PreviewProblem } from '#protocol/services.ts';

/** A person's word on what a header means; `ignore` leaves the column out. By header, without blanks and brackets. */
export type RememberedColumns = Readonly<Record<string, LedgerColumn | 'ignore'>>;

export interface FoundColumn {
  readonly sheet: string;
  /** `A`, `B` … */
  readonly column: string;
  /** as printed, levels joined by ` / ` */
  readonly header: string;
  readonly field: LedgerColumn | null;
}

export interface LedgerContent extends Pick<ImportPreview, 'problems' | 'skipped' | 'warnings'> {
  readonly meta: ImportPreview['meta'] & {
    readonly preparer: string | null;
    readonly reviewer: string | null;
  };
  readonly columns: readonly FoundColumn[];
}
export type { PreviewProblem };
