/** Encodes whole documents off the main thread, apart from the thread that commits, which must never wait for it. */
import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { rebuilt } from '#document/rebuilt.ts';
import type { MergeReply, MergeRequest } from '#server/store/merging/merging.ts';

const port = parentPort;
if (!port) throw new Error('server/store/merging/worker.ts runs as a worker thread only.');

/** A document made of all updates; never `Y.mergeUpdates`, which would let a forged duplicate win. */
function whole(updates: readonly Uint8Array[]): Y.Doc {
  const doc = createLedgerDoc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    throw new Error('The updates do not make a whole document: something before them is missing.');
  }
  return doc;
}

const encoded = ({ updates, anew }: MergeRequest): Uint8Array =>
  Y.encodeStateAsUpdate(anew ? rebuilt(whole(updates), anew) : whole(updates));

port.on('message', (request: MergeRequest) => {
  let reply: MergeReply;
  try {
    reply = { id: request.id, ok: true, state: encoded(request) };
  } catch (error) {
    reply = { id: request.id, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});
