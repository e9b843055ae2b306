/** What reviewers decided about problems of a ledger: records outside the document, read again when a state moves. */
import { phaseOf } from '#domain/phases.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import type { RowRecords } from '#protocol/services.ts';
import { read } from '../../door.ts';

export type Review = RowRecords['reviews'][number];

export class ReviewsOfLedger {
  /** newest first */
  all = $state.raw<readonly Review[]>([]);
  /** the last decision of each problem, if it was a return */
  readonly #returned = $derived.by<ReadonlyMap<string, Review>>(() => {
    const newest = new Map<string, Review>();
    for (const review of this.all) if (!newest.has(review.problem)) newest.set(review.problem, review);
    return new Map([...newest].filter(([, review]) => review.decision.startsWith('return')));
  });
  #asked = 0;

  /** Overtaken answers are dropped; without one, what was read before stays. */
  async load(ledger: string): Promise<void> {
    const asked = ++this.#asked;
    const answer = await read<Partial<RowRecords>>(`/api/ledgers/${ledger}/records`);
    if (asked === this.#asked && answer.ok) this.all = answer.value.reviews ?? [];
  }

  /** While the unit works on it again. */
  returnOf(problem: ProblemRow): Review | undefined {
    return phaseOf(problem.status) === 'working' ? this.#returned.get(problem.id) : undefined;
  }
}
