/** Every governed command by its name: unknown input in, something ready to be decided out. */
import type * as v from 'valibot';
import { applyForClosure } from '#domain/commands/apply-for-closure.ts';
import { assignTask } from '#domain/commands/assign-task.ts';
import { deleteRow, restoreRow } from '#domain/commands/bin.ts';
import { canonicalPieces } from '#domain/commands/canonical.ts';
import { claim } from '#domain/commands/claim.ts';
import type { Command, CommandContext, CommandDecision, WrittenForward } from '#domain/commands/command.ts';
import { correctOriginal } from '#domain/commands/correct-original.ts';
import { editCells } from '#domain/commands/edit-cells.ts';
import { importLedger } from '#domain/commands/import-ledger.ts';
import { issueFeedback } from '#domain/commands/issue-feedback.ts';
import { recordEvidence } from '#domain/commands/record-evidence.ts';
import { reportProgress } from '#domain/commands/report-progress.ts';
import { restoreSnapshot } from '#domain/commands/restore-snapshot.ts';
import { passReview, returnReview } from '#domain/commands/review.ts';
import type { RowId } from '#domain/ids.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';
import { COMMANDS, type CommandName } from '#domain/workflow.ts';

/** A command with its input parsed. */
export interface PreparedCommand {
  readonly name: CommandName;
  /** the parsed input as canonical JSON, in pieces: a repeat of an opId must bring the same */
  readonly content: readonly string[];
  readonly idsNeeded: number;
  /** the problem whose earlier reviews `decide` wants, or null */
  readonly reviewsOf: RowId | null;
  /** the organisation that `decide` wants to know, or null */
  readonly organisation: string | null;
  /** the import whose document comes with the command, or null */
  readonly document: string | null;
  /** the snapshot that is written forward, or null */
  readonly snapshot: WrittenForward | null;
  /** its input is long: it is decided and written with places to stop (W17) */
  readonly isLong: boolean;
  readonly decide: (context: CommandContext) => Steps<Outcome<CommandDecision>>;
}

/** Problems, tasks or intents of one command from which on it is long. */
export const LONG_FROM = 300;

interface Registered {
  readonly schema: v.GenericSchema;
  readonly prepare: (input: unknown) => Steps<Outcome<PreparedCommand>>;
}

const prepared = <Input>(command: Command<Input>): Registered => ({
  schema: command.schema,
  *prepare(input) {
    const long = command.long && command.long.size(input) >= LONG_FROM ? command.long : undefined;
    const parsed = long ? yield* long.parse(input) : command.parse(input);
    if (!parsed.ok) return parsed;
    const { value } = parsed;
    return accept({
      name: command.name,
      content: yield* canonicalPieces(value as object),
      idsNeeded: command.idsNeeded(value),
      reviewsOf: command.reviewsOf?.(value) ?? null,
      organisation: command.organisationOf?.(value) ?? null,
      document: command.documentOf?.(value) ?? null,
      snapshot: command.snapshotOf?.(value) ?? null,
      isLong: long !== undefined,
      *decide(context) {
        return long ? yield* long.decide(value, context) : command.decide(value, context);
      },
    });
  },
});

const REGISTRY: Readonly<Record<CommandName, Registered>> = {
  issueFeedback: prepared(issueFeedback),
  correctOriginal: prepared(correctOriginal),
  claim: prepared(claim),
  recordEvidence: prepared(recordEvidence),
  applyForClosure: prepared(applyForClosure),
  passReview: prepared(passReview),
  returnReview: prepared(returnReview),
  deleteRow: prepared(deleteRow),
  restoreRow: prepared(restoreRow),
  editCells: prepared(editCells),
  assignTask: prepared(assignTask),
  reportProgress: prepared(reportProgress),
  importLedger: prepared(importLedger),
  restoreSnapshot: prepared(restoreSnapshot),
};

export const isCommandName = (name: unknown): name is CommandName =>
  (COMMANDS as readonly unknown[]).includes(name);

/** Parse the input of a command. BAD_REQUEST and the value codes of section F. */
export const prepareCommand = (name: CommandName, input: unknown): Steps<Outcome<PreparedCommand>> =>
  REGISTRY[name].prepare(input);

/** The shape of a command's input, beside `command` and `opId`. */
export const commandSchema = (name: CommandName): v.GenericSchema => REGISTRY[name].schema;
