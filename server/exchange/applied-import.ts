/** A preview as the input of the command that applies it. A large one is taken apart in a thread and comes back in pieces. */
import { refuse, accept, type Outcome } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';
import type { PreviewProblem } from '#protocol/services.ts';
import { importedOf } from '#server/exchange/ledger-files/to-command.ts';
import { openDoubts, parseStored } from '#server/exchange/stored-preview.ts';

/** Problems of one piece. */
const PROBLEMS_PER_PIECE = 50;

/** Name of the command, and its problems as JSON texts of arrays. */
export interface AppliedImport {
  readonly command: 'importLedger' | 'issueFeedback';
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

/** `stored`: what the table holds of the preview. Refusals: DOUBTS_OPEN, NOTHING_RECOGNISED. */
export function appliedImport(stored: string): Outcome<AppliedImport> {
  const preview = parseStored(stored);
  const doubts = openDoubts(preview);
  if (doubts > 0) return refuse('DOUBTS_OPEN', { count: doubts });
  const { problems } = preview;
  if (problems.length === 0) return refuse('NOTHING_RECOGNISED');
  const isLedger = preview.columns !== undefined;
  const pieces: string[] = [];
  for (let from = 0; from < problems.length; from += PROBLEMS_PER_PIECE) {
    const piece = problems.slice(from, from + PROBLEMS_PER_PIECE);
    pieces.push(JSON.stringify(isLedger ? piece.map(importedOf) : piece.map(issued)));
  }
  return accept({ command: isLedger ? 'importLedger' : 'issueFeedback', pieces });
}

/** The problems again, with places to stop. */
export function* problemsOf({ pieces }: AppliedImport): Steps<readonly unknown[]> {
  const problems: unknown[] = [];
  for (const piece of pieces) {
    problems.push(...(JSON.parse(piece) as unknown[]));
    yield;
  }
  return problems;
}
