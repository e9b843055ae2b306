/** What the doors under /api may ask of files in and out. Rights on the ledger or round are asked by the caller, before. */
import type { LedgerId, PersonId, RoundId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { SnapshotCause } from '#protocol/snapshots.ts';
import type { RestoreMoment } from '#server/exchange/restoring/saved-moments.ts';
import type { FeedbackView, ImportPreview, SnapshotView } from '#protocol/services.ts';

export interface UploadedFile {
  /** as the person's machine names it; only its ending is believed, and that little */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ExportedFile {
  /** suggestion for Content-Disposition, with its ending */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type ExportFormat = 'xlsx' | 'json';
export type SnapshotScope = { readonly ledger: LedgerId } | { readonly round: RoundId };

/** Who takes something out: printed on the export. */
export interface Exporter {
  readonly person: PersonId;
  readonly name: string;
  /** aborted when nobody waits for the file any more: then it is not made */
  readonly wanted?: AbortSignal;
}

export type AutomaticCause = Exclude<SnapshotCause, 'manual'>;

export interface Exchange {
  /** Reads a file off the main thread and keeps the preview. Refusals: the codes of `files` in #domain/refusals.ts, TOO_LARGE, TOO_MANY, TOO_LONG, CLASSIFIED_TEXT. */
  previewImport(input: {
    readonly ledger: LedgerId;
    readonly person: PersonId;
    readonly file: UploadedFile;
    /** a ledger file (.xlsx) is held against the board with their rights, and needs them */
    readonly actor?: LedgerActor;
  }): Promise<Outcome<ImportPreview>>;
  /** The same, but only the import's id: large previews are never one object here. */
  takeIn(input: {
    readonly ledger: LedgerId;
    readonly person: PersonId;
    readonly file: UploadedFile;
    readonly actor?: LedgerActor;
  }): Promise<Outcome<string>>;
  readPreview(id: string): Promise<Outcome<ImportPreview>>;
  /** The preview as JSON text; a large one is made off the main thread. */
  previewText(id: string): Promise<Outcome<string>>;
  /** `edits` is the unchecked body's `edits`; in order, all or none. Refusals: BAD_REQUEST, NOT_FOUND, IMPORT_APPLIED, DUPLICATE_CODE, TOO_LONG, NOT_IN_LIST, EMPTY_TEXT, CLASSIFIED_TEXT. */
  editPreview(id: string, edits: unknown): Promise<Outcome<ImportPreview>>;
  /** The same without the new preview. `columns` needs the actor: it reads the file anew and is kept for their organisation. */
  changePreview(id: string, edits: unknown, actor?: LedgerActor): Promise<Outcome<null>>;
  /** Issues the problems and keeps the document, or brings the ledger file in, in one commit. A second time answers the first result. Refusals: DOUBTS_OPEN {count}, NOT_FOUND and those of issueFeedback and importLedger. */
  applyImport(
    by: { readonly actor: LedgerActor; readonly session: string },
    id: string,
    opId: string,
  ): Promise<Outcome<{ readonly seq: number; readonly value: unknown }>>;
  feedbackOf(ledger: LedgerId): Promise<readonly FeedbackView[]>;
  exportLedger(ledger: LedgerId, format: ExportFormat, by: Exporter): Promise<Outcome<ExportedFile>>;
  exportRound(round: RoundId, format: ExportFormat, by: Exporter): Promise<Outcome<ExportedFile>>;
  /** Refusals: EMPTY_TEXT, TOO_LONG, CLASSIFIED_TEXT, NOT_FOUND, STORE_READ_ONLY. */
  takeSnapshot(
    scope: SnapshotScope,
    by: Exporter,
    input: { readonly title: string; readonly reason?: string | undefined },
  ): Promise<Outcome<SnapshotView>>;
  listSnapshots(scope: SnapshotScope): Promise<readonly SnapshotView[]>;
  exportSnapshot(id: string, format: ExportFormat, by: Exporter): Promise<Outcome<ExportedFile>>;
  /** Ends the worker. */
  /**
   * What nobody asked for by hand: at a milestone, at night. Only when something was written since the last
   * one; otherwise that one is the answer, null when there is none and nothing to keep. The title says why.
   */
  takeAutomatic(
    scope: { readonly ledger: LedgerId },
    cause: AutomaticCause,
    by: Exporter | null,
  ): Promise<Outcome<{ readonly id: string; readonly number: number } | null>>;
  /** JSON of `RestorePreview`: what `restoreSnapshot` would do in this person's hands. Refusals: those of `restoreMoment`. */
  previewRestore(ledger: LedgerId, actor: LedgerActor, snapshot: string): Promise<Outcome<string>>;
  readonly restoreMoment: RestoreMoment;
  /** The JSON of `Comparison`; `second` may be `now`. Refusals: NOT_FOUND, SNAPSHOTS_APART, SNAPSHOT_DAMAGED, UNAVAILABLE. */
  compareSnapshots(first: string, second: string): Promise<Outcome<ExportedFile>>;
  close(): Promise<void>;
}

/** What the exchange is built from. */
export interface ExchangeClock {
  readonly now: () => Date;
  /** `YYYY-MM-DD` where the installation is */
  readonly today: () => string;
  /** the same of another instant */
  readonly dayOf: (at: Date) => string;
}
