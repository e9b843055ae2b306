/** Evidence, reviews and corrections of one problem: records outside the document, read again when the board says they changed. */
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { RowRecords } from '#protocol/services.ts';
import { read } from '../../../door.ts';
import { say } from '../../../words.ts';

const NONE: RowRecords = { evidence: [], reviews: [], corrections: [], bin: [] };

export class RecordsOfProblem {
  value = $state.raw<RowRecords>(NONE);
  failure = $state('');
  isLoading = $state(false);
  #asked = 0;

  /** Answers that were overtaken by a later question are dropped. */
  async load(ledger: string, row: string): Promise<void> {
    const asked = ++this.#asked;
    this.isLoading = true;
    const answer = await read<Partial<RowRecords>>(`/api/ledgers/${ledger}/records?row=${row}`);
    if (asked !== this.#asked) return;
    this.isLoading = false;
    this.failure = answer.ok ? '' : say(answer);
    if (answer.ok) this.value = { ...NONE, ...answer.value };
  }
}

/** Changes whenever a record of the problem or of its tasks may have: what the document mirrors of them. */
export const stampOf = (problem: ProblemRow, tasks: readonly TaskRow[]): string =>
  [problem.id, problem.status, problem.evidenceCount, problem.original.length, ...tasks.map(({ evidenceCount }) => evidenceCount)].join(' ');
