/** What an export or snapshot holds: plain JSON, the same for the same committed ledger. Rows in the bin are left out. */
import { undeleted } from '#domain/projections/derived.ts';
import type { DutyRow, Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';

/** Names a later reader can tell the shape by; a change of shape changes the number. */
export const LEDGER_FORMAT = 'sandan.ledger.1';
export const ROUND_FORMAT = 'sandan.round.1';

/** The answer of GET /api/ledgers/{ledger} with the names a paper needs. `at`: instant of the commit `seq`. */
export interface LedgerContent {
  readonly format: typeof LEDGER_FORMAT;
  readonly ledger: string;
  readonly unit: string;
  readonly round: string;
  readonly roundName: string;
  readonly seq: number;
  readonly at: string;
  readonly problems: readonly ProblemRow[];
  readonly duties: readonly DutyRow[];
  readonly tasks: readonly TaskRow[];
}
export interface RoundContent {
  readonly format: typeof ROUND_FORMAT;
  readonly round: string;
  readonly name: string;
  /** by name of the unit, then id */
  readonly ledgers: readonly LedgerContent[];
}
export type ExportContent = LedgerContent | RoundContent;

export interface LedgerNames {
  readonly ledger: string;
  readonly unit: string;
  readonly round: string;
  readonly roundName: string;
}

export function ledgerContent(
  names: LedgerNames,
  committed: { readonly lists: Lists; readonly seq: number; readonly at: string },
): LedgerContent {
  const { ledger, unit, round, roundName } = names;
  return {
    format: LEDGER_FORMAT,
    ledger,
    unit,
    round,
    roundName,
    seq: committed.seq,
    at: committed.at,
    ...undeleted(committed.lists),
  };
}

export const ledgersOf = (content: ExportContent): readonly LedgerContent[] =>
  content.format === ROUND_FORMAT ? content.ledgers : [content];

/** The snapshot an export carries. `number` null: the present, not kept as a snapshot; `previousSha256` is then the last snapshot's. */
export interface SnapshotStamp {
  readonly number: number | null;
  readonly title: string | null;
  readonly at: string;
  readonly sha256: string;
  readonly previousSha256: string | null;
  /** over it and all earlier ones; null for the present */
  readonly chainSha256: string | null;
}

/** Printed on an export; no part of what is hashed. */
export interface ExportHead {
  readonly snapshot: SnapshotStamp;
  readonly exporter: string;
  /** name of the office that runs the round */
  readonly office: string;
  readonly exportedAt: string;
  /** the day on which lights and figures are counted, `YYYY-MM-DD` */
  readonly day: string;
  readonly longTermOutOfRate: boolean;
  /** only of a file that a page saved by itself: edits that nobody acknowledged, as `row/field` */
  readonly savedFromPage?: { readonly unsent: readonly string[] };
}
