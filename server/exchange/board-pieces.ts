/** The rows of a board as JSON in pieces, so that handing them to a thread never holds up the live boards. */
import { setImmediate } from 'node:timers/promises';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** Rows of one piece: a few milliseconds of work. */
const PIECE_ROWS = 500;

export type BoardPieces = Readonly<Record<keyof Lists, readonly string[]>>;

async function pieces(rows: readonly Row[]): Promise<readonly string[]> {
  const made: string[] = [];
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    made.push(JSON.stringify(rows.slice(from, from + PIECE_ROWS)));
    await setImmediate();
  }
  return made;
}

export const inPieces = async (lists: Lists): Promise<BoardPieces> => ({
  problems: await pieces(lists.problems),
  duties: await pieces(lists.duties),
  tasks: await pieces(lists.tasks),
});

/** In the thread: the rows again. Only what `inPieces` made may be handed in. */
export const fromPieces = (board: BoardPieces): Lists => ({
  problems: board.problems.flatMap((piece) => JSON.parse(piece) as Lists['problems']),
  duties: board.duties.flatMap((piece) => JSON.parse(piece) as Lists['duties']),
  tasks: board.tasks.flatMap((piece) => JSON.parse(piece) as Lists['tasks']),
});
