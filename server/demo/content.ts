/** The shape of the example round's content: invented problems with their rectification, dates as days from today. Types only. */
import type { MeasureType, CounterId } from '#domain/lists/fields.ts';
import type { Completion } from '#domain/projections/rows.ts';

/**
 * How far a problem has come: `issued` nobody claimed it · `working` · `reported` all done, not handed in yet · `first_review`,
 * `joint_review`, `audit` under review · `returned`, `returned_twice` sent back and worked on again · `closed`. Overdue,
 * basically done and long-term follow from dates and tasks.
 */
export type Stage =
  | 'issued'
  | 'working'
  | 'reported'
  | 'first_review'
  | 'joint_review'
  | 'audit'
  | 'returned'
  | 'returned_twice'
  | 'closed';

export interface DemoTask {
  readonly measure: string;
  readonly types: readonly MeasureType[];
  readonly progress: string;
  readonly completion: Completion;
  readonly counters: Partial<Record<CounterId, number>>;
  readonly extension: string;
  readonly longTerm: boolean;
  /** assigned to the department, which has written this progress since; empty: nothing yet; null: not assigned */
  readonly department: string | null;
}
export interface DemoProblem {
  readonly title: string;
  readonly detail: string;
  readonly mark: '' | '（立行立改）' | '（上轮遗留）';
  readonly stage: Stage;
  /** days from today */
  readonly due: number;
  readonly leadDept: string;
  readonly leader: string;
  readonly cause: string;
  readonly goal: string;
  readonly tasks: readonly DemoTask[];
  /** 重点关注, whatever the turn of the others brings */
  readonly key: boolean;
  /** put into the bin by the office */
  readonly binned: boolean;
}
export interface DemoAspect {
  readonly name: string;
  readonly problems: readonly DemoProblem[];
}
export interface DemoUnit {
  readonly name: string;
  /** as the feedback addresses it */
  readonly addressee: string;
  readonly aspects: readonly DemoAspect[];
}

type Rest = Partial<Pick<DemoProblem, 'mark' | 'key' | 'binned'>>;
type TaskRest = Partial<Omit<DemoTask, 'measure' | 'types' | 'progress'>>;

export const task = (
  measure: string,
  types: readonly MeasureType[],
  progress = '',
  rest: TaskRest = {},
): DemoTask => ({
  measure,
  types,
  progress,
  completion: '未完成',
  counters: {},
  extension: '',
  longTerm: false,
  department: null,
  ...rest,
});
/** A task that is done, with what closing asks for. */
export const done = (
  measure: string,
  types: readonly MeasureType[],
  progress: string,
  rest: TaskRest = {},
): DemoTask => task(measure, types, progress, { completion: '已完成', ...rest });

export const problem = (
  title: string,
  detail: string,
  course: readonly [stage: Stage, due: number],
  who: readonly [leadDept: string, leader: string],
  why: readonly [cause: string, goal: string],
  tasks: readonly DemoTask[],
  rest: Rest = {},
): DemoProblem => ({
  title,
  detail,
  mark: '',
  stage: course[0],
  due: course[1],
  leadDept: who[0],
  leader: who[1],
  cause: why[0],
  goal: why[1],
  tasks,
  key: false,
  binned: false,
  ...rest,
});
