/** kill -9 under 50 edits a second: how many of the edits that were acknowledged, or shown to others, are gone after a restart. */
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import type { Client } from '../client.ts';
import { marksIn, numberIn } from '../marks.ts';
import { cellOfWriter, smallState } from '../states.ts';
import { pause, Stage, type Contender, type Figures } from '../stage.ts';
import type { Scenario } from './scenario.ts';

const CLIENTS = 50;
const EDITS_PER_SECOND = 50;
const RESTART_SETTLE_MS = 1_500;

/** Which edits are known to be safe (acknowledged), and which others have seen. */
function watch(clients: readonly Client[]) {
  const acknowledged = new Set<number>();
  const seen = new Set<number>();
  const sent = clients.map((): number[] => []);
  clients.forEach((client, writer) => {
    client.onUpdate = (frame) => void marksIn(frame, (n) => n % clients.length !== writer && seen.add(n));
    client.onAcknowledged = (n) => {
      const which = n ?? sent[writer]!.shift();
      if (which !== undefined) acknowledged.add(which);
    };
  });
  return { acknowledged, seen, sent };
}

/** The highest number in each writer's cell, -1 for none: a cell's earlier values went with it when it was written again. */
async function survivors(stage: Stage): Promise<readonly number[]> {
  const client = stage.client(0);
  const doc = createLedgerDoc();
  client.onFrame = (update) => Y.applyUpdate(doc, update);
  await client.inStep;
  await pause(RESTART_SETTLE_MS);
  const cells = doc.getMap('cells');
  return Array.from({ length: CLIENTS }, (_, writer) => numberIn(cells.get(cellOfWriter(writer))) ?? -1);
}

export const durability: Scenario = {
  name: 'kill -9',
  async run(contender: Contender, quick: boolean): Promise<Figures> {
    if (!contender.persistent) return {};
    const stage = await Stage.open(contender, { rooms: 1, state: smallState(CLIENTS) });
    try {
      const clients = await stage.join(Array.from({ length: CLIENTS }, () => 0));
      for (const client of clients) client.prepare(stage.state);
      const { acknowledged, seen, sent } = watch(clients);
      const start = performance.now();
      // between two stores of whoever stores now and then
      const seconds = quick ? 5 : 31;
      for (let n = 0; n < seconds * EDITS_PER_SECOND;) {
        const due = ((performance.now() - start) / 1_000) * EDITS_PER_SECOND;
        for (; n < due; n += 1) {
          const writer = n % CLIENTS;
          const frame = clients[writer]!.frameOf(writer, n);
          sent[writer]!.push(n);
          clients[writer]!.send(frame);
        }
        await pause(5);
      }
      await stage.restart();
      const survived = await survivors(stage);
      const lost = (numbers: Iterable<number>): number =>
        [...numbers].filter((n) => n > survived[n % CLIENTS]!).length;
      return {
        acknowledged: contender.dialect.acknowledges ? acknowledged.size : null,
        acknowledgedLost: contender.dialect.acknowledges ? lost(acknowledged) : null,
        seen: seen.size,
        seenLost: lost(seen),
      };
    } finally {
      await stage.close();
    }
  },
};
