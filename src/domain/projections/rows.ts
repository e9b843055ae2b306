/** The three lists as plain read-only data: what pages, API and exports show. Field names as in docs/rules.md. */
import type { PersonId, RowId } from '#domain/ids.ts';
import type { List } from '#domain/lists/fields.ts';

export type Completion = '未完成' | '基本完成' | '已完成';
export type Kind = 'immediate' | 'timed' | 'longterm';

interface RowBase {
  readonly id: RowId;
  readonly list: List;
  readonly order: string;
  readonly deleted: boolean;
}

export interface ProblemRow extends RowBase {
  readonly list: 'problems';
  readonly code: string;
  readonly original: string;
  readonly source: string | null;
  readonly category: string | null;
  readonly subcategory: string | null;
  /** dictionary id → item */
  readonly categories: Readonly<Record<string, string>>;
  readonly symptom: string;
  readonly nature: string | null;
  readonly key: boolean;
  readonly kind: Kind | null;
  readonly due: string | null;
  readonly previousId: string | null;
  readonly status: string;
  /** person → time of claim (ISO) */
  readonly claim: Readonly<Record<string, string>>;
  readonly supervisionNote: string;
  readonly evidenceCount: number;
  /** derived from the tasks */
  readonly completion: Completion;
  readonly longTerm: boolean;
}

export interface DutyRow extends RowBase {
  readonly list: 'duties';
  readonly problem: RowId;
  readonly cause: string;
  readonly goal: string;
  readonly firstHead: string | null;
  readonly clerk: string | null;
  /** persons in the order of their place; each a name or `@ID NAME` */
  readonly leaders: readonly string[];
  readonly coUnits: readonly string[];
  readonly leadDept: string | null;
  readonly supervisorOrg: string | null;
  readonly countyLeader: string | null;
  /** derived: the problem's */
  readonly due: string | null;
}

export interface TaskRow extends RowBase {
  readonly list: 'tasks';
  readonly problem: RowId;
  /** derived: problem code + running number among its undeleted tasks */
  readonly code: string;
  readonly measure: string;
  readonly progress: string;
  readonly extension: string;
  readonly types: readonly string[];
  readonly owner: string | null;
  readonly due: string | null;
  readonly dueText: string | null;
  readonly immediate: boolean;
  readonly withinFocus: boolean;
  readonly longTerm: boolean;
  readonly completion: Completion;
  /** counter → number */
  readonly counters: Readonly<Record<string, number>>;
  readonly note: string;
  readonly supervisionNote: string;
  /** `@ID NAME` of the department that reports on it */
  readonly assigned: string | null;
  readonly evidenceCount: number;
}

export type Row = ProblemRow | DutyRow | TaskRow;

export interface Lists {
  readonly problems: readonly ProblemRow[];
  readonly duties: readonly DutyRow[];
  readonly tasks: readonly TaskRow[];
}

/** `@ID NAME` or a printed name; only an id grants rights. */
export interface NamedPerson {
  readonly id: PersonId | null;
  readonly name: string;
}
