/** The hash of what a reviewer sees of a problem, as the server makes it (W10), without the browser's guarded tools. */
import { toHexString } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import { contentOfProblem } from '#domain/commands/content.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import type { Lists, ProblemRow } from '#domain/projections/rows.ts';

/** `lists` as the page shows them. SHA-256 in lower-case hex. */
export const hashOfContent = (lists: Lists, problem: ProblemRow): string =>
  toHexString(digest(new TextEncoder().encode(contentOfProblem(indexLists(lists), problem))));
