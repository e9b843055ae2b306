/** The main thread's end of the past: a bounded queue of questions to one thread, which is begun anew when it fails or takes too long. */
import { Worker } from 'node:worker_threads';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { PastView } from '#protocol/history.ts';
import type { QuestionName, Questions } from '#server/history/answers.ts';
import type { History, Past } from '#server/history/history.contract.ts';
import { ANSWER_MS_MAX, ASKED_BY_ONE_MAX, ASKED_MAX, THREAD_MB_MAX } from '#server/history/limits.ts';

export interface Asked {
  readonly id: number;
  readonly ledger: LedgerId;
  readonly name: QuestionName;
  readonly ask: Questions[QuestionName]['ask'];
}
export type Answered =
  | { readonly id: number; readonly outcome: Outcome<unknown> }
  | { readonly id: number; readonly failed: string };

export interface HistoryParts {
  /** where ledgers.db lies */
  readonly folder: string;
  readonly log: { readonly warn: (fields: object, message: string) => void };
  /** default `ANSWER_MS_MAX` */
  readonly answerMs?: number;
  /** default `THREAD_MB_MAX` */
  readonly threadMb?: number;
}

interface Waiting {
  readonly resolve: (outcome: Outcome<unknown>) => void;
  /** who asked; null: the server itself */
  readonly person: PersonId | null;
  readonly deadline: NodeJS.Timeout;
}

/** The thread starts with the first question, and holds nobody back from ending. */
export function createHistory(parts: HistoryParts): History {
  const { folder, log, answerMs = ANSWER_MS_MAX, threadMb = THREAD_MB_MAX } = parts;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let closed = false;
  let last = 0;

  function settle(id: number, outcome: Outcome<unknown>): void {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.deadline);
    one.resolve(outcome);
    if (waiting.size === 0) worker?.unref();
  }

  /** Everything that waits is answered; the next question gets a fresh thread. */
  async function giveUp(reason: string, on: Worker | undefined): Promise<void> {
    if (on !== worker) return;
    worker = undefined;
    if (waiting.size > 0 && !closed)
      log.warn({ reason, waiting: waiting.size }, 'the past could not be read');
    for (const id of [...waiting.keys()]) settle(id, refuse('UNAVAILABLE'));
    await on?.terminate();
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { folder },
      resourceLimits: { maxOldGenerationSizeMb: threadMb },
      execArgv: [],
      env: {},
    });
    started.on('message', (answered: Answered) => {
      if ('outcome' in answered) return settle(answered.id, answered.outcome);
      log.warn({ failed: answered.failed }, 'a question about the past failed');
      settle(answered.id, refuse('INTERNAL'));
    });
    started.on('error', (error) => void giveUp(String(error), started));
    started.on('exit', (code) => void giveUp(`The thread ended with ${code}.`, started));
    return started;
  }

  /** Whether one more question may wait: of all together, and of this person. */
  function hasRoomFor(person: PersonId | null): boolean {
    if (closed || waiting.size >= ASKED_MAX) return false;
    const own = [...waiting.values()].filter((one) => one.person === person).length;
    return person === null || own < ASKED_BY_ONE_MAX;
  }

  function asked<N extends QuestionName>(
    person: PersonId | null,
    ledger: LedgerId,
    name: N,
    ask: Questions[N]['ask'],
  ): Promise<Outcome<Questions[N]['answer']>> {
    if (!hasRoomFor(person)) return Promise.resolve(refuse('UNAVAILABLE'));
    worker ??= start();
    worker.ref();
    const thread = worker;
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      const deadline = setTimeout(() => void giveUp('It took too long.', thread), answerMs);
      waiting.set(id, { resolve: resolve as Waiting['resolve'], person, deadline });
      thread.postMessage({ id, ledger, name, ask } satisfies Asked);
    });
  }

  function pastFor(person: PersonId | null): Past {
    const viewText: Past['viewText'] = (ledger, at) => asked(person, ledger, 'viewText', { at });
    return {
      stateAt: (ledger, seq) => asked(person, ledger, 'stateAt', { seq }),
      seqAt: (ledger, instant) => asked(person, ledger, 'seqAt', { instant }),
      viewText,
      view: async (ledger, at) => {
        const text = await viewText(ledger, at);
        return text.ok ? accept(JSON.parse(text.value) as PastView) : text;
      },
      page: (ledger, ask) => asked(person, ledger, 'page', ask),
      changedSince: (ledger, viewer) => asked(person, ledger, 'changedSince', { person: viewer }),
    };
  }

  return {
    ...pastFor(null),
    askedBy: pastFor,
    close: async () => {
      closed = true;
      await giveUp('The server stops.', worker);
    },
  };
}
