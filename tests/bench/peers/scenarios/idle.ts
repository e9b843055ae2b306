/** 2,000 connections that say nothing, 20 to a ledger: what each of them costs in memory. */
import type { Usage } from '../server-child.ts';
import { smallState } from '../states.ts';
import { Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';

const CONNECTIONS = 2_000;
const ROOMS = 100;
const PROBLEMS = 5;

export const idle: Scenario = {
  name: 'idle connections',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    const stage = await Stage.open(contender, { rooms: ROOMS, state: smallState(PROBLEMS) });
    try {
      const count = quick ? CONNECTIONS / 4 : CONNECTIONS;
      // rooms, code and buffers that the first ones bring are no part of the price
      await stage.join(Array.from({ length: count / 2 }, (_, n) => n % ROOMS));
      const before = await settled(stage);
      await stage.join(Array.from({ length: count }, (_, n) => n % ROOMS));
      const after = await settled(stage);
      // memory that a process holds in reserve hides what it uses: the larger of the two counts
      const growth = Math.max(after.residentKb - before.residentKb, after.heapKb - before.heapKb);
      return { kilobytes: growth / count };
    } finally {
      await stage.close();
    }
  },
};

/** Memory once collections find nothing more. */
async function settled(stage: Stage): Promise<Pick<Usage, 'residentKb' | 'heapKb'>> {
  let least: Pick<Usage, 'residentKb' | 'heapKb'> = await stage.server.usage();
  for (let n = 0; n < 6; n += 1) {
    const { residentKb, heapKb } = await stage.server.usage();
    least = { residentKb: Math.min(least.residentKb, residentKb), heapKb: Math.min(least.heapKb, heapKb) };
  }
  return least;
}
