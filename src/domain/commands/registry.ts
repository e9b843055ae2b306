/** Every governed command by its name. */
import { applyForClosure } from '#domain/commands/apply-for-closure.ts';
import { deleteRow, restoreRow } from '#domain/commands/bin.ts';
import { claim } from '#domain/commands/claim.ts';
import type { Command } from '#domain/commands/command.ts';
import { correctOriginal } from '#domain/commands/correct-original.ts';
import { editCells } from '#domain/commands/edit-cells.ts';
import { issueFeedback } from '#domain/commands/issue-feedback.ts';
import { recordEvidence } from '#domain/commands/record-evidence.ts';
import { passReview, returnReview } from '#domain/commands/review.ts';
import { COMMANDS, type CommandName } from '#domain/workflow.ts';

export const REGISTRY = {
  issueFeedback, correctOriginal, claim, recordEvidence, applyForClosure, passReview, returnReview, deleteRow, restoreRow, editCells,
} as const satisfies Readonly<Record<CommandName, unknown>>;

export const isCommandName = (name: unknown): name is CommandName => (COMMANDS as readonly unknown[]).includes(name);

export type AnyCommand = (typeof REGISTRY)[CommandName];
export type { Command };
