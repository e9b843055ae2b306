/** What every server of the comparison has in its own process: a start by message, and an answer about time and memory spent. */

/** What a server is to serve. */
export interface ServerTask {
  /** where it keeps its data */
  readonly folder: string;
  readonly rooms: readonly string[];
  /** fresh: the data are made from the state and history; otherwise what is there is served again */
  readonly fresh: boolean;
  /** file with the beginning of every room's document */
  readonly stateFile: string;
  /** updates that followed it in the first room, 0 for none */
  readonly historyUpdates: number;
}

export interface Ready {
  readonly kind: 'ready';
  readonly port: number;
  /** paths of the rooms, in the order asked for */
  readonly paths: readonly string[];
  /** cookies of people who are signed in; empty where nobody signs in */
  readonly cookies: readonly string[];
}

export interface Usage {
  readonly kind: 'usage';
  /** user and system time of the whole process, all threads */
  readonly cpuMs: number;
  /** kilobytes of the process, after a collection */
  readonly residentKb: number;
  /** kilobytes in use by JavaScript and its buffers, after a collection */
  readonly heapKb: number;
}

export type ChildMessage = Ready | Usage | { readonly kind: 'failed'; readonly reason: string };
export type ParentMessage =
  { readonly kind: 'serve'; readonly task: ServerTask } | { readonly kind: 'usage' };

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  // memory that waits for its collection belongs to nobody; the collection is not in the time above
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    kind: 'usage',
    cpuMs: (user + system) / 1_000,
    residentKb: rss / 1_024,
    heapKb: (heapUsed + external) / 1_024,
  };
}

/** Call once at the top of a server's file; `serve` resolves once it listens. */
export function runAsChild(serve: (task: ServerTask) => Promise<Omit<Ready, 'kind'>>): void {
  const tell = (message: ChildMessage): void => void process.send?.(message);
  process.on('message', (message: ParentMessage) => {
    if (message.kind === 'usage') return tell(usage());
    serve(message.task).then(
      (ready) => tell({ kind: 'ready', ...ready }),
      (error: unknown) =>
        tell({
          kind: 'failed',
          reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
