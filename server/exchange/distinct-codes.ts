/** A further feedback document in a ledger that has one: its codes get a prefix of their own, so that none is taken twice. Pure. */
import type { FeedbackContent } from '#server/exchange/feedback/content.ts';
import { warningOf } from '#server/exchange/feedback/warnings.ts';

/** Documents of one ledger that get prefixes of their own. */
const PREFIXES_MAX = 1_000;

/** `2.1-1` where `1-1` is taken: all codes of the document change, or none. */
export function distinctCodes(content: FeedbackContent, taken: ReadonlySet<string>): FeedbackContent {
  if (!content.problems.some((problem) => taken.has(problem.code))) return content;
  const fits = (prefix: string): boolean =>
    content.problems.every((problem) => !taken.has(prefix + problem.code));
  let n = 2;
  while (n < PREFIXES_MAX && !fits(`${n}.`)) n += 1;
  const prefix = `${n}.`;
  const codes = new Set(content.problems.map((problem) => problem.code));
  return {
    ...content,
    problems: content.problems.map((problem) => ({ ...problem, code: prefix + problem.code })),
    warnings: [
      ...content.warnings.map((warning) =>
        codes.has(warning.at) ? { ...warning, at: prefix + warning.at } : warning,
      ),
      warningOf(`w${content.warnings.length + 1}`, 'codes_prefixed', 'head', prefix),
    ],
  };
}
