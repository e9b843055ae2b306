/** What reviewers said when they sent problems of a ledger back: records outside the document, read again when a state moves. */
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import type { RowRecords } from '#protocol/services.ts';
import { read } from '../../../door.ts';

export type Returned = RowRecords['reviews'][number];

export class ReturnsOfLedger {
  /** the last decision of each problem, if it was a return */
  #last = $state.raw<ReadonlyMap<string, Returned>>(new Map());
  #asked = 0;

  /** Overtaken answers are dropped; without one, what was read before stays. */
  async load(ledger: string): Promise<void> {
    const asked = ++this.#asked;
    const answer = await read<Partial<RowRecords>>(`/api/ledgers/${ledger}/records`);
    if (asked !== this.#asked || !answer.ok) return;
    const newest = new Map<string, Returned>();
    // newest first
    for (const review of answer.value.reviews ?? [])
      if (!newest.has(review.problem)) newest.set(review.problem, review);
    this.#last = new Map([...newest].filter(([, review]) => review.decision.startsWith('return')));
  }

  /** While the unit works on it again. */
  of(problem: ProblemRow): Returned | undefined {
    return phaseOf(problem.status) === 'working' ? this.#last.get(problem.id) : undefined;
  }
}
