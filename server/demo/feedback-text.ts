/** Writes the feedback document of a unit as an office would: the example round goes through the same import as a real one. */
import type { DemoProblem, DemoUnit } from '#server/demo/content.ts';
import { dayAfter, inWords } from '#server/demo/days.ts';

const CHINESE = '一二三四五六七八九十';

/** The document's team, and its days as days from today. */
export interface Inspection {
  readonly team: string;
  readonly inspected: readonly [from: number, to: number];
  readonly feedback: number;
}

/** A problem's paragraph without its number. */
export const words = ({ title, detail, mark }: DemoProblem): string => `${title}。${detail}${mark}`;

/** Plain text in paragraphs; problem n of aspect m has the code `m-n`. */
export function feedbackText(unit: DemoUnit, inspection: Inspection, today: string): string {
  const { team } = inspection;
  const day = (days: number): string => inWords(dayAfter(today, days));
  const aspects = unit.aspects.flatMap((aspect, m) => [
    `（${CHINESE[m]}）${aspect.name}`,
    ...aspect.problems.map((problem, n) => `${n + 1}.${words(problem)}`),
  ]);
  return [
    `${team}关于巡察${unit.addressee}的反馈意见`,
    `${unit.addressee}：`,
    `根据县委统一部署，${day(inspection.inspected[0])}至${day(inspection.inspected[1])}，${team}对${unit.addressee}开展了常规巡察。现将巡察意见反馈如下。`,
    '一、总体评价',
    '近年来，单位能够围绕全县中心工作履职尽责，各项工作取得新的进展。但对照新形势新任务要求，仍存在一些突出问题，需要高度重视并认真加以解决。',
    '二、巡察发现的主要问题',
    ...aspects,
    '此外，巡察期间收到的有关问题线索，已按规定移交县纪委监委办理。',
    '三、整改意见建议',
    '（一）提高政治站位，压实整改责任。主要负责人要认真履行第一责任人责任，班子成员认领问题、逐条整改。',
    '（二）坚持举一反三，健全长效机制。把集中整改与建章立制结合起来，防止问题反弹。',
    team,
    day(inspection.feedback),
  ].join('\n');
}
