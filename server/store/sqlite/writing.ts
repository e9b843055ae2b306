/** The main thread's end of the writing thread: keeps the promises of pending commits and knows when the store broke. */
import { Worker } from 'node:worker_threads';
import { StoreFailed, type GroupResult, type StatementGroup } from '#server/store/store.ts';
import {
  groupsToSend,
  type Reply,
  type Request,
  type WriterSettings,
} from '#server/store/sqlite/messages.ts';

/** Commits that may wait for the thread; the group commit of the rooms keeps at most one. */
const PENDING_MAX = 1_024;

export interface Writing {
  readonly commit: (groups: readonly StatementGroup[]) => Promise<readonly GroupResult[]>;
  readonly broken: string | null;
  readonly onBroken: (listener: (reason: string) => void) => () => void;
  readonly close: () => Promise<void>;
}

interface Pending {
  readonly resolve: (results: readonly GroupResult[]) => void;
  readonly reject: (error: Error) => void;
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Resolves once the file is open and migrated; rejects with the thread's own sentence. */
export function startWriting(settings: WriterSettings): Promise<Writing> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, execArgv: [] });
  const pending = new Map<number, Pending>();
  const listeners = new Set<(reason: string) => void>();
  let broken: string | null = null;
  let closing: Promise<void> | null = null;
  let refused = false;
  let last = 0;

  const breakDown = (reason: string): void => {
    if (broken !== null) return;
    broken = reason;
    for (const one of pending.values()) one.reject(new StoreFailed(reason));
    pending.clear();
    for (const listener of [...listeners]) listener(reason);
    listeners.clear();
  };
  const send = (request: Request): void => worker.postMessage(request);

  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'closed') resolve();
      });
      worker.once('exit', () => resolve());
      send({ kind: 'close' });
    });
    await worker.terminate();
  };

  const writing: Writing = {
    commit: (groups) => {
      if (broken !== null) return Promise.reject(new StoreFailed(broken));
      if (closing) return Promise.reject(new Error('The store is closed.'));
      if (pending.size >= PENDING_MAX)
        return Promise.reject(new Error(`More than ${PENDING_MAX} commits wait for the store.`));
      return new Promise((resolve, reject) => {
        last += 1;
        pending.set(last, { resolve, reject });
        send({ kind: 'commit', id: last, groups: groupsToSend(groups) });
      });
    },
    get broken() {
      return broken;
    },
    onBroken: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => (closing ??= close()),
  };

  return new Promise((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      switch (reply.kind) {
        case 'opened':
          return resolve(writing);
        case 'unopened':
          refused = true;
          // only then is the folder free for another attempt
          void worker.terminate().finally(() => reject(new Error(reply.reason)));
          return;
        case 'committed':
          pending.get(reply.id)?.resolve(reply.results);
          pending.delete(reply.id);
          return;
        case 'broken':
          return breakDown(reply.reason);
        case 'closed':
          return;
      }
    });
    const ended = (reason: string): void => {
      if (!refused) reject(new Error(reason));
      if (!closing) breakDown(reason);
    };
    worker.on('error', (error) => ended(`The writing thread failed: ${sentenceOf(error)}`));
    worker.once('exit', (code) => ended(`The writing thread ended with code ${code}.`));
  });
}
