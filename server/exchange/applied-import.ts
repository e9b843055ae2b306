/** A preview as the input of the command that applies it. A large one is taken apart in a thread and comes back in pieces. */
import { refuse, accept, type Outcome } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';
import type { PreviewProblem } from '#protocol/services.ts';
import { importedOf } from '#server/exchange/ledger-files/to-command.ts';
import { openDoubts, parseStored } from '#server/exchange/stored-preview.ts';

/** Problems or intents of one piece. */
const ITEMS_PER_PIECE = 50;

/** Name of the command, and its problems (or intents) as JSON texts of arrays. */
export interface AppliedImport {
  readonly command: 'importLedger' | 'issueFeedback' | 'editCells';
  readonly pieces: readonly string[];
}

/** 上轮遗留 is a mark in the document and a source on the board. */
const issued = ({
  code,
  original,
  category,
  subcategory,
  source,
  carriedOver,
  kind,
  due,
}: PreviewProblem) => ({
  code,
  original,
  category,
  subcategory,
  source: carriedOver ? '上轮遗留' : source,
  kind,
  due: due?.date ?? null,
});

function inPieces(items: readonly unknown[]): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < items.length; from += ITEMS_PER_PIECE)
    pieces.push(JSON.stringify(items.slice(from, from + ITEMS_PER_PIECE)));
  return pieces;
}

/** `stored`: what the table holds of the preview. Refusals: DOUBTS_OPEN, NOTHING_RECOGNISED. */
export function appliedImport(stored: string): Outcome<AppliedImport> {
  const preview = parseStored(stored);
  const doubts = openDoubts(preview);
  if (doubts > 0) return refuse('DOUBTS_OPEN', { count: doubts });
  const { problems, changes = [] } = preview;
  if (changes.length > 0)
    return accept({ command: 'editCells', pieces: inPieces(changes.flatMap(({ intents }) => intents)) });
  if (problems.length === 0) return refuse('NOTHING_RECOGNISED');
  const isLedger = preview.columns !== undefined;
  return isLedger
    ? accept({ command: 'importLedger', pieces: inPieces(problems.map(importedOf)) })
    : accept({ command: 'issueFeedback', pieces: inPieces(problems.map(issued)) });
}

/** The input of the command, as a request would bring it; with places to stop. */
export function* inputOf(applied: AppliedImport, document: string): Steps<object> {
  const items = yield* itemsOf(applied);
  const { command } = applied;
  // what was refused in the preview is not among them: what is refused now was changed since, and is told
  if (command === 'editCells') return { command, intents: items, writeRest: true, document };
  return { command, problems: items, document };
}

function* itemsOf({ pieces }: AppliedImport): Steps<readonly unknown[]> {
  const items: unknown[] = [];
  for (const piece of pieces) {
    items.push(...(JSON.parse(piece) as unknown[]));
    yield;
  }
  return items;
}
