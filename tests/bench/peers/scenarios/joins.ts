/** 50 people open a ledger of 11.9 MB at the same moment: how long until the last byte is there, and what it costs the server. */
import { largeState } from '../states.ts';
import { pause, percentile, Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';

const JOINERS = 50;
const ROUNDS = 3;
const SETTLE_MS = 400;

export const joins: Scenario = {
  name: '50 joins',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    const state = largeState();
    const stage = await Stage.open(contender, { rooms: 1, state });
    try {
      // somebody is there already: the document is in memory, and what is cached is cached
      const [first] = await stage.join([0]);
      // a server may answer before it has read its document
      while ((first?.received ?? 0) < state.length) await pause(20);
      await pause(SETTLE_MS);
      const times: number[] = [];
      const cpu: number[] = [];
      for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
        const before = await stage.server.usage();
        const start = performance.now();
        const joining = Array.from({ length: JOINERS }, () => stage.client(0));
        await Promise.all(
          joining.map(async (client) => {
            await client.inStep;
            times.push(performance.now() - start);
            if (client.received < state.length)
              throw new Error('A joiner was told less than the whole document.');
          }),
        );
        cpu.push(((await stage.server.usage()).cpuMs - before.cpuMs) / 1_000);
        for (const client of joining) client.end();
        await pause(SETTLE_MS);
      }
      return {
        p95: percentile(times, 0.95),
        cpuSeconds: percentile(cpu, 0.5),
        megabytes: state.length / 1e6,
      };
    } finally {
      await stage.close();
    }
  },
};
