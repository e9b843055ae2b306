/** Evidence, reviews and corrections of one problem: records outside the document, read again when the board says they changed. */
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { RowRecords } from '#protocol/services.ts';
import { read } from '../../../door.ts';
import { say } from '../../../words.ts';

/** Rows of one problem whose records are read at once. */
const ROWS_ASKED_MAX = 40;
const NONE: RowRecords = { evidence: [], reviews: [], corrections: [], bin: [] };

export class RecordsOfProblem {
  value = $state.raw<RowRecords>(NONE);
  failure = $state('');
  isLoading = $state(false);
  #asked = 0;

  /** Evidence lies with the row it belongs to: the tasks that have some are asked too. Overtaken answers are dropped. */
  async load(ledger: string, problem: string, tasks: readonly TaskRow[]): Promise<void> {
    const asked = ++this.#asked;
    this.isLoading = true;
    const rows = [
      problem,
      ...tasks.filter(({ evidenceCount }) => evidenceCount > 0).map(({ id }) => id),
    ].slice(0, ROWS_ASKED_MAX);
    const answers = await Promise.all(
      rows.map((row) => read<Partial<RowRecords>>(`/api/ledgers/${ledger}/records?row=${row}`)),
    );
    if (asked !== this.#asked) return;
    this.isLoading = false;
    const refused = answers.find((answer) => !answer.ok);
    this.failure = refused && !refused.ok ? say(refused) : '';
    const [own] = answers;
    if (!own?.ok) return;
    const evidence = answers.flatMap((answer) => (answer.ok ? (answer.value.evidence ?? []) : []));
    this.value = { ...NONE, ...own.value, evidence: evidence.sort((a, b) => (a.at < b.at ? 1 : -1)) };
  }
}

/** Changes whenever a record of the problem or of its tasks may have: what the document mirrors of them. */
export const stampOf = (problem: ProblemRow, tasks: readonly TaskRow[]): string =>
  [
    problem.id,
    problem.status,
    problem.evidenceCount,
    problem.original.length,
    ...tasks.map(({ evidenceCount }) => evidenceCount),
  ].join(' ');
