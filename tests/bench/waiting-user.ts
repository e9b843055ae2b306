/** In a thread of its own: somebody who goes on writing one cell of a ledger and notes how long each edit waits for its ACK. */
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import { PROTOCOL_VERSION } from '#protocol/sync.ts';

export interface WaitingUser {
  readonly url: string;
  readonly cookie: string;
  readonly cell: string;
}
const BETWEEN_MS = 15;

const { url, cookie, cell } = workerData as WaitingUser;
const socket = new WebSocket(url, { headers: { cookie } });
socket.binaryType = 'arraybuffer';
const doc = createLedgerDoc();
let acknowledged: (() => void) | undefined;
let synced = false;
let stopped = false;
let longestMs = 0;
let edits = 0;

async function write(): Promise<void> {
  while (!stopped) {
    const start = performance.now();
    const answered = new Promise<void>((resolve) => (acknowledged = resolve));
    edits += 1;
    const opId = `wait${String(edits).padStart(12, '0')}`;
    doc.once('update', (update: Uint8Array) =>
      socket.send(encodeMessage({ type: 'edit', body: { opId, update } })),
    );
    setCell(doc, cell, `第${edits}次`);
    await answered;
    longestMs = Math.max(longestMs, performance.now() - start);
    await pause(BETWEEN_MS);
  }
  parentPort?.postMessage({ longestMs, edits });
  socket.close();
}

socket.on('open', () => socket.send(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } })));
socket.on('message', (data: ArrayBuffer) => {
  const message = decodeMessage(new Uint8Array(data));
  if (!message.ok) throw new Error('A frame could not be read.');
  const { value } = message;
  if (value.type === 'welcome') {
    doc.clientID = value.body.clientId;
    socket.send(encodeMessage({ type: 'syncStep1', vector: Y.encodeStateVector(doc) }));
  }
  // what others write later is not taken in: it is the server's time that is measured
  if (value.type === 'syncStep2' && !synced) {
    Y.applyUpdate(doc, value.update, 'server');
    synced = true;
    void write();
    parentPort?.postMessage('writing');
  }
  if (value.type === 'refused') throw new Error(value.body.reason.code);
  if (value.type === 'ack') acknowledged?.();
});
parentPort?.on('message', (word: unknown) => {
  if (word === 'longest') parentPort?.postMessage({ longestMs, edits });
  else if (word === 'forget') longestMs = 0;
  else stopped = true;
});
