/** The long jobs of the exchange and their shapes: what goes to the worker and comes back. Types only. */
import type { Outcome } from '#domain/refusals.ts';
import type { PreviewEdit } from '#protocol/services.ts';
import type { Saved } from '#domain/restoring/plan.ts';
import type { PreviewSource, RestoreSource } from '#server/exchange/restoring/restore-work.ts';
import type { CompareInput } from '#server/exchange/comparing/compare-contents.ts';
import type { AppliedImport } from '#server/exchange/applied-import.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';
import type { PreviewHead } from '#server/exchange/stored-preview.ts';
import type { FeedbackContent } from '#server/exchange/feedback/content.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { BoardPieces } from '#server/exchange/board-pieces.ts';
import type { RememberedColumns } from '#server/exchange/ledger-files/content.ts';
import type { ExportHead } from '#paper/content.ts';

export interface Jobs {
  readonly readFeedback: { readonly input: UploadedFile; readonly output: Outcome<FeedbackContent> };
  /** a ledger file against the board as it stands; the stored preview as JSON text */
  readonly readLedgerFile: {
    readonly input: {
      readonly file: UploadedFile;
      readonly remembered: RememberedColumns;
      readonly board: BoardPieces;
      readonly ledger: string;
      readonly actor: LedgerActor;
    };
    readonly output: Outcome<string>;
  };
  /** stored JSON text in; what a person sees, as JSON text, out */
  readonly viewPreview: {
    readonly input: { readonly row: PreviewHead; readonly stored: string };
    readonly output: string;
  };
  readonly editPreview: {
    readonly input: { readonly stored: string; readonly edits: readonly PreviewEdit[] };
    readonly output: Outcome<string>;
  };
  /** stored JSON text in; the input of the command that applies it, in pieces, out */
  readonly applyPreview: { readonly input: string; readonly output: Outcome<AppliedImport> };
  /** canonical bytes of the content in, xlsx bytes out */
  readonly writeWorkbook: {
    readonly input: { readonly content: Uint8Array; readonly head: ExportHead };
    readonly output: Uint8Array;
  };
  /** slices of the content in; its canonical JSON bytes and their SHA-256 in hex out */
  readonly canonicalContent: {
    readonly input: readonly Uint8Array[];
    readonly output: { readonly bytes: Uint8Array; readonly sha256: string };
  };
  /** a snapshot and the ledger with its bin in; the rows that a restore has to look at out */
  readonly savedRows: {
    readonly input: RestoreSource & { readonly only: readonly string[] | null };
    readonly output: Outcome<Saved>;
  };
  /** JSON of the `RestorePreview` */
  readonly previewRestore: { readonly input: PreviewSource; readonly output: Outcome<string> };
  /** two contents in, UTF-8 JSON of the `Comparison` out */
  readonly compareContents: { readonly input: CompareInput; readonly output: Outcome<Uint8Array> };
}
export type JobName = keyof Jobs;

export interface JobRequest<N extends JobName = JobName> {
  readonly name: N;
  readonly input: Jobs[N]['input'];
  /** bytes of the input that are handed over instead of copied: the caller keeps nothing of them */
  readonly handedOver?: readonly Uint8Array[];
}
/** `failed` is a message for the log, never for a person. */
export type JobAnswer = { readonly output: unknown } | { readonly failed: string };
