/** The rows of a board as JSON bytes in pieces, made a few at a time and handed over, so that the live boards are never held up. */
import { setImmediate } from 'node:timers/promises';
import type { Lists, Row } from '#domain/projections/rows.ts';

/** Rows of one piece: a few milliseconds of work. */
const PIECE_ROWS = 250;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export type BoardPieces = Readonly<Record<keyof Lists, readonly Uint8Array[]>>;

async function pieces(rows: readonly Row[]): Promise<readonly Uint8Array[]> {
  const made: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    made.push(encoder.encode(JSON.stringify(rows.slice(from, from + PIECE_ROWS))));
    await setImmediate();
  }
  return made;
}

export const inPieces = async (lists: Lists): Promise<BoardPieces> => ({
  problems: await pieces(lists.problems),
  duties: await pieces(lists.duties),
  tasks: await pieces(lists.tasks),
});

/** All bytes of it, to be handed over. */
export const bytesOf = (board: BoardPieces): readonly Uint8Array[] => Object.values(board).flat();

const rowsOf = <R>(parts: readonly Uint8Array[]): R[] =>
  parts.flatMap((piece) => JSON.parse(decoder.decode(piece)) as R[]);

/** In the thread: the rows again. Only what `inPieces` made may be handed in. */
export const fromPieces = (board: BoardPieces): Lists => ({
  problems: rowsOf(board.problems),
  duties: rowsOf(board.duties),
  tasks: rowsOf(board.tasks),
});
