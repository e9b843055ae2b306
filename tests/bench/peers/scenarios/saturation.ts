/** As many edits as a server can take from 50 clients in one ledger, each delivered to 49 others: a closed loop, nothing is dropped. */
import { marksIn } from '../marks.ts';
import { smallState } from '../states.ts';
import { pause, Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';

const CLIENTS = 50;
/** Edits on their way at one time. */
const UNDER_WAY_MAX = 2_000;
/** Made before the clock starts, so that the clients have nothing to do but send and count. */
const PREPARED_EACH = 4_000;
const PREPARED_QUICK = 600;

export const saturation: Scenario = {
  name: 'saturation',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    const stage = await Stage.open(contender, {
      rooms: 1,
      state: smallState(CLIENTS),
      environment: { SANDAN_FRAMES_PER_SECOND: '10000', SANDAN_FRAMES_BURST: '40000' },
    });
    try {
      const clients = await stage.join(Array.from({ length: CLIENTS }, () => 0));
      const each = quick ? PREPARED_QUICK : PREPARED_EACH;
      const frames: Uint8Array[] = [];
      for (const client of clients) client.prepare(stage.state);
      for (let n = 0; n < each * CLIENTS; n += 1) frames.push(clients[n % CLIENTS]!.frameOf(n % CLIENTS, n));
      const others = CLIENTS - 1;
      let sent = 0;
      let delivered = 0;
      // servers give authors their own edits back, always or in company: those are no deliveries
      clients.forEach((client, writer) => {
        client.onUpdate = (frame) =>
          void marksIn(frame, (n) => {
            if (n % CLIENTS !== writer) delivered += 1;
          });
      });
      const pump = (): void => {
        while (sent < frames.length && sent - delivered / others < UNDER_WAY_MAX) {
          clients[sent % CLIENTS]!.send(frames[sent]!);
          sent += 1;
        }
      };
      const pumping = setInterval(pump, 1);
      const [warmMs, measureMs] = quick ? [300, 1_500] : [2_000, 5_000];
      await pause(warmMs);
      const [start, before, cpuBefore] = [performance.now(), delivered, await stage.server.usage()];
      // a fast server may be through before the time is up
      const until = start + measureMs;
      while (performance.now() < until && sent < frames.length) await pause(20);
      const seconds = (performance.now() - start) / 1_000;
      const edits = (delivered - before) / others;
      clearInterval(pumping);
      const after = await stage.server.usage();
      return { editsPerSecond: edits / seconds, cpuShare: (after.cpuMs - cpuBefore.cpuMs) / 1_000 / seconds };
    } finally {
      await stage.close();
    }
  },
};
