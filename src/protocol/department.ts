/** What a department reads: its tasks and the problems above them (rule P12). The shape of its door and of its live view. */
import type { DEPARTMENT_READS } from '#domain/department-fields.ts';
import type { LedgerId, OrganisationId } from '#domain/ids.ts';
import type { Phase } from '#domain/phases.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';

/** The problem above one of a department's tasks: what P12 lets it read, and nothing else. */
export interface DepartmentProblem extends Pick<
  ProblemRow,
  'id' | (typeof DEPARTMENT_READS)['problems'][number]
> {
  /** instead of the state, whose steps are not the department's */
  readonly phase: Phase;
}
/** One task that a department reports on. */
export interface DepartmentTask extends Pick<TaskRow, 'id' | (typeof DEPARTMENT_READS)['tasks'][number]> {
  readonly ledger: LedgerId;
  readonly unitName: string;
  readonly roundName: string;
  /** seq of the ledger at which `progress` was read: older than one's own save, it does not hold that yet */
  readonly progressSeq: number;
  readonly problem: DepartmentProblem;
  readonly evidence: readonly {
    readonly id: string;
    readonly title: string;
    readonly number: string | null;
    readonly note: string | null;
    readonly by: string;
    readonly at: string;
  }[];
}
/** A department's rows (docs/protocol.md, L9). `id` is the organisation, `at` the store-wide commit number. */
export interface DepartmentRows {
  readonly id: OrganisationId;
  readonly name: string;
  readonly at: number;
  readonly today: string;
  readonly tasks: readonly DepartmentTask[];
  /** tasks beyond those shown */
  readonly more: number;
}
