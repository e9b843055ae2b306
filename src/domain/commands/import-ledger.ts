/** `importLedger`: a ledger file comes in as one command: all that may be written at once, the rest named (W16). */
import {
  lengthIn,
  type Command,
  type CommandContext,
  type CommandDecision,
} from '#domain/commands/command.ts';
import { checkTexts } from '#domain/commands/check-intents.ts';
import { importLedgerSchema, parseImportLedger, type ImportLedger } from '#domain/imports/imported.ts';
import { idsForImport, planImport } from '#domain/imports/plan.ts';
import { mayImportLedger } from '#domain/permissions-of-imports.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';

/** Kept values and left problems that an answer names; the counts always tell all. */
export const NAMED_MAX = 1_000;

function* decide(
  { problems, document }: ImportLedger,
  context: CommandContext,
): Steps<Outcome<CommandDecision>> {
  const allowed = mayImportLedger(context.actor);
  if (!allowed.ok) return allowed;
  const planned = yield* planImport(problems, context);
  if (!planned.ok) return planned;
  const { gathered, issued, duties, tasks, filled, kept, left } = planned.value;
  const bound = checkTexts(context.lists, gathered.texts.length);
  if (!bound.ok) return bound;
  if (left.length === problems.length && gathered.cells.length === 0) return refuse('NOT_ON_BOARD');
  return accept({
    cells: gathered.cells,
    texts: gathered.texts,
    records: [...gathered.records, { kind: 'imported', import: document }],
    value: {
      problems: issued,
      duties,
      tasks,
      filled,
      kept: kept.slice(0, NAMED_MAX),
      keptCount: kept.length,
      left: left.slice(0, NAMED_MAX),
      leftCount: left.length,
    },
  });
}

/** Problems and what stands under them. */
function size(input: unknown): number {
  const problems: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'problems') : [];
  if (!Array.isArray(problems)) return 0;
  return problems.reduce<number>((sum, problem) => sum + 1 + lengthIn(problem, 'tasks'), 0);
}

export const importLedger: Command<ImportLedger> = {
  name: 'importLedger',
  schema: importLedgerSchema,
  parse: (input) => allAtOnce(parseImportLedger(input)),
  idsNeeded: ({ problems }) => idsForImport(problems),
  documentOf: ({ document }) => document,
  decide: (input, context) => allAtOnce(decide(input, context)),
  long: { size, parse: parseImportLedger, decide },
};
