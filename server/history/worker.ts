/** The thread in which the past is read: its own connection, its own memory, one question after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { createAnswers } from '#server/history/answers.ts';
import type { Asked, Answered } from '#server/history/history.ts';
import { openReading } from '#server/store/sqlite/reading.ts';

const port = parentPort;
if (!port) throw new Error('server/history/worker.ts runs as a worker thread only.');
const { folder } = workerData as { readonly folder: string };
const answers = createAnswers(openReading(folder));

async function answer({ id, ledger, name, ask }: Asked): Promise<Answered> {
  try {
    return { id, outcome: await answers[name](ledger, ask as never) };
  } catch (error) {
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

let turn: Promise<void> = Promise.resolve();
port.on('message', (asked: Asked) => {
  turn = turn.then(async () => port.postMessage(await answer(asked)));
});
