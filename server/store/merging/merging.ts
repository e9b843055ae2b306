/** The main thread's end of the encoding thread: a bounded queue of merges. The thread starts with the first one. */
import { Worker } from 'node:worker_threads';
import type { ValueChanges } from '#document/rebuilt.ts';

/** Merges that may wait; more are refused, and the caller serves its older blob. */
const MERGES_PENDING_MAX = 256;

export interface MergeRequest {
  readonly id: number;
  readonly updates: readonly Uint8Array[];
  /** write the values anew, these among them */
  readonly anew?: ValueChanges;
}
export type MergeReply =
  | { readonly id: number; readonly ok: true; readonly state: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly reason: string };

export interface Merging {
  /** V1 updates in an order in which each finds what it builds on → the whole document as one V1 update. Rejects when a part is missing. */
  readonly merge: (updates: readonly Uint8Array[]) => Promise<Uint8Array>;
  /** The values of that document, with these changes, written anew by one client. */
  readonly rebuild: (updates: readonly Uint8Array[], changes: ValueChanges) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export function createMerging(): Merging {
  const pending = new Map<number, { resolve: (state: Uint8Array) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let closed = false;
  let last = 0;

  const failAll = (reason: string): void => {
    worker = undefined;
    for (const one of pending.values()) one.reject(new Error(reason));
    pending.clear();
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: [] });
    started.on('message', (reply: MergeReply) => {
      const one = pending.get(reply.id);
      pending.delete(reply.id);
      if (reply.ok) one?.resolve(reply.state);
      else one?.reject(new Error(reply.reason));
      if (pending.size === 0) started.unref();
    });
    started.on('error', (error) =>
      failAll(`The encoding thread failed: ${error instanceof Error ? error.message : String(error)}`),
    );
    started.on('exit', () => failAll('The encoding thread ended.'));
    return started;
  };

  const ask = (updates: readonly Uint8Array[], anew?: ValueChanges): Promise<Uint8Array> => {
    if (closed) return Promise.reject(new Error('The store is closed.'));
    if (pending.size >= MERGES_PENDING_MAX)
      return Promise.reject(new Error(`More than ${MERGES_PENDING_MAX} merges wait.`));
    worker ??= start();
    worker.ref();
    const thread = worker;
    return new Promise((resolve, reject) => {
      last += 1;
      pending.set(last, { resolve, reject });
      const request: MergeRequest = {
        id: last,
        updates: updates.map((update) => new Uint8Array(update)),
        ...(anew && { anew }),
      };
      thread.postMessage(request);
    });
  };

  return {
    merge: (updates) => ask(updates),
    rebuild: ask,
    close: async () => {
      closed = true;
      await worker?.terminate();
    },
  };
}
