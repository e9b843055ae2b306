/** How a preview lies in the table `import`, and what the page gets to see of it. Pure. */
import type { ImportPreview, PreviewProblem } from '#protocol/services.ts';
import type { LedgerId } from '#domain/ids.ts';
import type { StoredChange } from '#server/exchange/row-files/read-rows.ts';
import type { FeedbackContent } from '#server/exchange/feedback/content.ts';

/** `place` keeps the order of the document, so that a dropped problem comes back where it stood. */
export interface StoredProblem extends PreviewProblem {
  readonly place: number;
}
export interface StoredPreview extends Omit<FeedbackContent, 'problems'> {
  readonly problems: readonly StoredProblem[];
  readonly dropped: readonly StoredProblem[];
  /** of a ledger file only */
  readonly columns?: ImportPreview['columns'];
  /** of a machine sheet that was changed: the cells, with what is written when the import is applied */
  readonly changes?: readonly StoredChange[];
}

export const storePreview = (content: FeedbackContent & Pick<StoredPreview, 'columns'>): StoredPreview => ({
  ...content,
  problems: content.problems.map((problem, place) => ({ ...problem, place })),
  dropped: [],
});

/** Only text that `JSON.stringify` of a `StoredPreview` wrote into the table may be handed in. */
export const parseStored = (text: string): StoredPreview => JSON.parse(text) as StoredPreview;

const shown = ({ place: _, ...problem }: StoredProblem): PreviewProblem => problem;

/** What a row of the table tells of a preview besides its content. */
export interface PreviewHead {
  readonly id: string;
  readonly ledger: string;
  readonly name: string;
  readonly state: string;
}

export function viewOf(row: PreviewHead, stored: StoredPreview): ImportPreview {
  return {
    import: row.id,
    ledger: row.ledger as LedgerId,
    name: row.name,
    state: row.state === 'applied' ? 'applied' : 'open',
    meta: stored.meta,
    problems: stored.problems.map(shown),
    dropped: stored.dropped.map(shown),
    skipped: stored.skipped,
    warnings: stored.warnings,
    paragraphs: stored.paragraphs,
    form: stored.columns ? 'ledger' : 'feedback',
    columns: stored.columns ?? [],
    changes: (stored.changes ?? []).map(({ intents: _, ...change }) => change),
    duties: stored.problems.flatMap(({ code, duties }) => duties.map((duty) => ({ problem: code, ...duty }))),
    tasks: stored.problems.flatMap(({ tasks }) => tasks),
  };
}

/** Doubts that a person must have seen before anything is issued; those of dropped problems are answered by the drop. */
export const openDoubts = (stored: StoredPreview): number => {
  const dropped = new Set(stored.dropped.map((problem) => problem.code));
  return stored.warnings.filter(
    (warning) => warning.severity === 'must' && !warning.settled && !dropped.has(warning.at),
  ).length;
};
