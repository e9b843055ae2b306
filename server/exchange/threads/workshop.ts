/** Runs the long jobs, each in a thread of its own with a deadline and a memory limit, a few at a time, the queue bounded. */
import { Worker } from 'node:worker_threads';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { JobAnswer, JobName, JobRequest, Jobs } from './jobs.ts';

export interface WorkshopLimits {
  /** threads at the same time */
  readonly jobsMax: number;
  /** waiting jobs; one more is refused */
  readonly queueMax: number;
  readonly deadlineMs: Readonly<Record<JobName, number>>;
  readonly memoryMb: Readonly<Record<JobName, number>>;
}
export const WORKSHOP_LIMITS: WorkshopLimits = {
  jobsMax: 2,
  queueMax: 32,
  deadlineMs: {
    readFeedback: 20_000,
    readLedgerFile: 20_000,
    viewPreview: 20_000,
    editPreview: 20_000,
    applyPreview: 20_000,
    writeWorkbook: 180_000,
    canonicalContent: 60_000,
    compareContents: 60_000,
    savedRows: 60_000,
    previewRestore: 60_000,
  },
  memoryMb: {
    readFeedback: 256,
    readLedgerFile: 1_024,
    viewPreview: 512,
    editPreview: 512,
    applyPreview: 512,
    writeWorkbook: 1_536,
    canonicalContent: 768,
    compareContents: 1_024,
    savedRows: 768,
    previewRestore: 1_024,
  },
};

export interface WorkshopLog {
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
}

/** How a job ended when it gave no output. */
export type Failure = 'deadline' | 'memory' | 'crash' | 'closed' | 'unwanted';

export interface Workshop {
  /** `UNAVAILABLE` when too much waits. Otherwise the output, or the refusal that `failed` makes of a failure. */
  run<N extends JobName>(
    request: JobRequest<N>,
    failed: (failure: Failure) => Outcome<never>,
    /** aborted: the job is ended, or never begun */
    wanted?: AbortSignal,
  ): Promise<Outcome<Jobs[N]['output']>>;
  close(): Promise<void>;
}

/** A view of a part can't be handed over alone: it is copied. */
const isWhole = (bytes: Uint8Array): boolean =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength > 0;

const isAnswer = (value: unknown): value is JobAnswer =>
  typeof value === 'object' && value !== null && ('output' in value || 'failed' in value);

export function createWorkshop(log: WorkshopLog, limits: WorkshopLimits = WORKSHOP_LIMITS): Workshop {
  const running = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let places = limits.jobsMax;
  let closed = false;

  /** A place is handed on, so that nobody who comes later takes it first. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else places += 1;
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      if (places === 0) return void waiting.push(resolve);
      places -= 1;
      resolve();
    });

  /** One thread from birth to end; resolves when the thread is gone. */
  const perform = (
    request: JobRequest,
    wanted: AbortSignal | undefined,
  ): Promise<{ readonly output: unknown } | { readonly failure: Failure }> =>
    new Promise((resolve) => {
      let end: { readonly output: unknown } | { readonly failure: Failure } = {
        failure: closed ? 'closed' : 'crash',
      };
      const { handedOver = [], ...job } = request;
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: job,
        transferList: handedOver.filter(isWhole).map((bytes) => bytes.buffer as ArrayBuffer),
        execArgv: [],
        env: {},
        resourceLimits: {
          maxOldGenerationSizeMb: limits.memoryMb[request.name],
          maxYoungGenerationSizeMb: 64,
          stackSizeMb: 4,
        },
      });
      running.add(worker);
      const stop = (): void => void worker.terminate();
      const deadline = setTimeout(() => {
        end = { failure: 'deadline' };
        stop();
      }, limits.deadlineMs[request.name]);
      worker.on('message', (message: unknown) => {
        if (isAnswer(message) && 'output' in message) end = { output: message.output };
        else
          log.warn(
            {
              job: request.name,
              failed: isAnswer(message) && 'failed' in message ? message.failed : 'no answer',
            },
            'a job of the exchange failed',
          );
        stop();
      });
      worker.on('error', (error: Error & { code?: string }) => {
        end = { failure: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash' };
        log.warn({ job: request.name, error: error.message }, 'a thread of the exchange broke');
      });
      const unwanted = (): void => {
        end = { failure: 'unwanted' };
        stop();
      };
      wanted?.addEventListener('abort', unwanted, { once: true });
      worker.on('exit', () => {
        clearTimeout(deadline);
        wanted?.removeEventListener('abort', unwanted);
        running.delete(worker);
        resolve(end);
      });
    });

  return {
    run: async <N extends JobName>(
      request: JobRequest<N>,
      failed: (failure: Failure) => Outcome<never>,
      wanted?: AbortSignal,
    ) => {
      if (closed || waiting.length >= limits.queueMax) return refuse('UNAVAILABLE');
      await turn();
      try {
        if (closed) return failed('closed');
        if (wanted?.aborted) return failed('unwanted');
        const end = await perform(request, wanted);
        return 'output' in end ? accept(end.output as Jobs[N]['output']) : failed(end.failure);
      } finally {
        leave();
      }
    },
    close: async () => {
      closed = true;
      for (const next of waiting.splice(0)) next();
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}
