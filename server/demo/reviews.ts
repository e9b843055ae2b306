/** Applications and reviews of the example: each problem goes through its round's chain as far as its stage says. */
import type { DemoProblem } from '#server/demo/content.ts';
import type { LedgerHands } from '#server/demo/hands.ts';
import { ROUNDS, type DemoLedger } from '#server/demo/parties.ts';

interface Reviewed {
  readonly code: string;
  readonly row: string;
  readonly problem: DemoProblem;
  readonly n: number;
}

const FIRST_RETURN = '长效机制一项佐证不足，请补充制度执行情况后再次申请。';
const LATER_RETURN = '补充的佐证与措施不对应，数据前后不一致，请逐项核实后再报。';
const AGREED = '整改措施落实，佐证齐全，同意。';

/** Where nothing is finished, or it is finished and not yet handed in, nobody reviews. */
const UNSEEN: readonly DemoProblem['stage'][] = ['issued', 'working', 'reported'];

/** Everybody of the joint step but the last, who would close it. */
const jointParties = ({ teamMember }: DemoLedger): readonly string[] => [
  'discipline',
  'organization',
  teamMember,
];

export async function reviewProblem(hands: LedgerHands, own: DemoLedger, step: Reviewed): Promise<void> {
  const { code, row, problem, n } = step;
  const { stage } = problem;
  if (UNSEEN.includes(stage)) return;
  const reason = problem.tasks.some((task) => task.completion === '基本完成')
    ? '制度已经印发，正在执行中，申请一并审核。'
    : null;
  const joint = (ROUNDS[own.round].closureChain as readonly string[]).includes('joint_review');
  const apply = (loop: number) =>
    hands.command(own.head, 'applyForClosure', `${code} ${loop}`, { row, reason });
  const pass = (who: string, loop: number, opinion = AGREED) =>
    hands.command(who, 'passReview', `${code} ${loop}`, { row, opinion });
  const giveBack = (who: string, loop: number, opinion: string) =>
    hands.command(who, 'returnReview', `${code} ${loop}`, { row, opinion });

  await apply(1);
  if (stage === 'first_review') return;
  if (stage === 'returned' || stage === 'returned_twice') {
    await giveBack('resident1', 1, FIRST_RETURN);
    if (stage === 'returned') return;
    await apply(2);
    await pass('resident1', 2);
    await giveBack(joint ? 'discipline' : 'office', 2, LATER_RETURN);
    return;
  }
  await pass('resident1', 1);
  if (stage === 'joint_review') {
    // some have spoken, some have not
    if (n % 2 === 0) await pass('discipline', 1);
    return;
  }
  if (stage === 'audit') return;
  if (joint) for (const who of jointParties(own)) await pass(who, 1);
  await pass('office', 1, '经审核，同意销号。');
}
