/** A ledger with 200,000 updates behind it, on a server that has just started: how long the first one waits for it. */
import { writeHistory } from '../history-file.ts';
import { history, smallState } from '../states.ts';
import { pause, percentile, Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';

const UPDATES = 200_000;
const UPDATES_QUICK = 20_000;
const PROBLEMS = 200;
const ROUNDS = 3;
/** The typed history makes the document larger than it began; a server that answers earlier is still reading. */
const GROWN_BYTES = 1_000;

export const reload: Scenario = {
  name: 'reload',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    if (!contender.persistent) return {};
    const updates = quick ? UPDATES_QUICK : UPDATES;
    const state = smallState(PROBLEMS);
    const stage = await Stage.open(contender, { rooms: 1, state, historyUpdates: updates }, (root) =>
      writeHistory(
        root,
        [...history(updates, state)].map(({ update }) => update),
      ),
    );
    try {
      const waits: number[] = [];
      const starts: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        starts.push(await stage.restart());
        const start = performance.now();
        const client = stage.client(0);
        await client.inStep;
        while (client.received < state.length + GROWN_BYTES) await pause(1);
        waits.push(performance.now() - start);
      }
      // y-leveldb folds its updates when it reads them: only the first time shows what it costs
      return { first: waits[0]!, again: percentile(waits.slice(1), 0.5), start: percentile(starts, 0.5) };
    } finally {
      await stage.close();
    }
  },
};
