/**
 * Who may read and write what: the only source, asked by guard, API, commands and page alike.
 * Contract: the signatures below are fixed; the table behind them is docs/rules.md §P.
 */
import type { Field, List } from '#domain/lists/fields.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { refuse, type Verdict } from '#domain/refusals.ts';

/** What a verdict needs to know of the row. `problemX` are of the problem above (of itself for a problem). */
export interface RowFacts {
  readonly list: List;
  readonly exists: boolean;
  readonly deleted: boolean;
  readonly problemDeleted: boolean;
  /** status of the problem above, e.g. 'issued', 'rectifying' */
  readonly problemStatus: string;
  readonly planPassed: boolean;
  /** person ids named as 责任领导 by the undeleted duties of the problem (for unit_member) */
  readonly leaders: readonly string[];
}

export function mayRead(_actor: LedgerActor, _list: List, _field: Field): Verdict {
  return refuse('ROLE_MAY_NOT_READ');
}

/** May the actor write this field of this row, now? For `once` fields and for making a row see `mayCreate`. */
export function mayWrite(_actor: LedgerActor, _row: RowFacts, _field: Field, _member?: string): Verdict {
  return refuse('ROLE_MAY_NOT_WRITE');
}

/** May the actor make a duty or task under the problem described by `row` (the facts of the problem)? */
export function mayCreate(_actor: LedgerActor, _list: List, _problem: RowFacts): Verdict {
  return refuse('ROLE_MAY_NOT_WRITE');
}
