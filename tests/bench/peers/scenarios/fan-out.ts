/** 50 people in one ledger, 50 edits a second: what a delivered edit costs, and how long it takes to the other screens. */
import { smallState } from '../states.ts';
import { Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import { steady } from './steady.ts';

const CLIENTS = 50;
const WARM_EDITS_PER_SECOND = 400;
const EDITS_PER_SECOND = 50;

export const fanOut: Scenario = {
  name: 'fan-out',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    const stage = await Stage.open(contender, { rooms: 1, state: smallState(CLIENTS) });
    try {
      const clients = await stage.join(Array.from({ length: CLIENTS }, () => 0));
      for (const client of clients) client.prepare(stage.state);
      const [warmMs, measureMs] = quick ? [1_500, 3_000] : [8_000, 12_000];
      return await steady(stage, clients, {
        editsPerSecond: EDITS_PER_SECOND,
        warmEditsPerSecond: WARM_EDITS_PER_SECOND,
        warmMs,
        measureMs,
        perRoom: CLIENTS,
      });
    } finally {
      await stage.close();
    }
  },
};
