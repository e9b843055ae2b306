/** From what an inspection found to a problem at some stage of its rectification: tasks, counters and 举一反三 follow from the stage. */
import { problem, task, type DemoProblem, type DemoTask, type Stage } from '#server/demo/content.ts';
import type { MeasureType } from '#domain/lists/fields.ts';

/** What was found, why, and what was done about it, when all of it is done. */
export interface Finding {
  readonly title: string;
  readonly detail: string;
  readonly who: readonly [leadDept: string, leader: string];
  readonly why: readonly [cause: string, goal: string];
  /** `amount`: what a counter of the types holds, in its own unit; 1 where nothing is said */
  readonly measures: readonly (readonly [
    measure: string,
    types: readonly MeasureType[],
    progress: string,
    amount?: number,
  ])[];
}
export const finding = (
  title: string,
  detail: string,
  who: Finding['who'],
  why: Finding['why'],
  ...measures: Finding['measures']
): Finding => ({ title, detail, who, why, measures });

/** Where the problem stands, and what is particular about it. */
export interface Course {
  readonly stage: Stage;
  /** days from today */
  readonly due: number;
  readonly mark?: DemoProblem['mark'];
  readonly key?: boolean;
  readonly binned?: boolean;
  /** every task goes on for good */
  readonly longTerm?: boolean;
  /** the last task is 基本完成, or with `working` the first */
  readonly nearly?: boolean;
  /** the first task is the department's, which has written this; empty: nothing yet */
  readonly department?: string;
}

const EXTENSIONS = [
  '已对本系统同类事项开展一轮排查，发现类似情形3处，均已改正。',
  '下属各单位对照自查，形成自查报告6份，补齐制度2项。',
  '将同类问题纳入内部审计和日常检查清单，每季度通报一次。',
  '对近三年同类事项逐项回看，未发现新的问题，结果已在本单位公示。',
  '组织相关岗位人员集中学习，签订承诺书，年底前再开展一次抽查。',
];

const COUNTER_OF = { 建章立制: 'rules', 挽回损失: 'recovered', 追责问责: 'accountable' } as const;

function taskOf(
  [measure, types, progress, amount = 1]: Finding['measures'][number],
  n: number,
  course: Course,
  extension: string,
): DemoTask {
  const begun = course.stage === 'working';
  const counters = Object.fromEntries(
    types.flatMap((type) =>
      type in COUNTER_OF ? [[COUNTER_OF[type as keyof typeof COUNTER_OF], amount]] : [],
    ),
  );
  const longTerm = course.longTerm === true;
  // who has just begun has begun with the first measure
  const unreported = n === 0 && course.department === '';
  const written = unreported || (begun && n > 0) ? '' : progress;
  const nearly = course.nearly === true && (begun ? n === 0 : n > 0);
  return task(measure, types, written, {
    completion: nearly ? '基本完成' : begun ? '未完成' : '已完成',
    counters: begun ? {} : counters,
    extension: begun || n > 0 ? '' : extension,
    longTerm,
    department: n === 0 ? (course.department ?? null) : null,
  });
}

/** `n` varies what is the same for all. */
export function follow(found: Finding, course: Course, n: number): DemoProblem {
  const issued = course.stage === 'issued';
  const extension = EXTENSIONS[n % EXTENSIONS.length]!;
  return problem(
    found.title,
    found.detail,
    [course.stage, course.due],
    found.who,
    issued ? ['', ''] : found.why,
    issued ? [] : found.measures.map((measure, place) => taskOf(measure, place, course, extension)),
    {
      mark: course.mark ?? '',
      key: course.key ?? false,
      binned: course.binned ?? false,
    },
  );
}
