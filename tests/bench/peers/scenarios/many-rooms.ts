/** 350 ledgers with 3 people each, 175 edits a second in all: the everyday load of a whole round. */
import { smallState } from '../states.ts';
import { Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import { steady } from './steady.ts';

const ROOMS = 350;
const PER_ROOM = 3;
const WARM_EDITS_PER_SECOND = 1_000;
const EDITS_PER_SECOND = 175;
const PROBLEMS = 20;

export const manyRooms: Scenario = {
  name: '350 rooms',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    const rooms = quick ? 70 : ROOMS;
    const stage = await Stage.open(contender, { rooms, state: smallState(PROBLEMS) });
    try {
      const clients = await stage.join(
        Array.from({ length: rooms * PER_ROOM }, (_, n) => Math.floor(n / PER_ROOM)),
      );
      for (const client of clients) client.prepare(stage.state);
      const [warmMs, measureMs] = quick ? [1_500, 3_000] : [8_000, 12_000];
      return await steady(stage, clients, {
        editsPerSecond: EDITS_PER_SECOND,
        warmEditsPerSecond: WARM_EDITS_PER_SECOND,
        warmMs,
        measureMs,
        perRoom: PER_ROOM,
      });
    } finally {
      await stage.close();
    }
  },
};
