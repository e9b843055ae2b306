/** A thread that proves its share of a folder. Answers one report and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { proveShare, type Share } from '#server/verify/share.ts';

const port = parentPort;
if (!port) throw new Error('server/verify/worker.ts runs as a worker thread only.');
port.postMessage(proveShare(workerData as Share));
