/** A while after the start: the thread of the past begins and reads a few moments, so that the first person who asks does not wait for that. */
import type { LedgerId } from '#domain/ids.ts';
import type { History } from '#server/history/history.contract.ts';
import { WARM_UP_DELAY_MS, WARM_UP_MOMENTS } from '#server/history/limits.ts';
import type { Reading } from '#server/history/moments.ts';

export interface WarmUpParts {
  readonly db: Reading;
  readonly history: Pick<History, 'viewText'>;
  readonly report: (error: unknown) => void;
  /** default `WARM_UP_DELAY_MS` */
  readonly delayMs?: number;
}
export interface WarmUp {
  /** Resolves when it is over, or was ended. */
  readonly done: Promise<void>;
  readonly close: () => void;
}

/** Moments spread over the longest past there is, one after the other: whoever asks meanwhile waits for one of them at most. */
export function startWarmUp({ db, history, report, delayMs = WARM_UP_DELAY_MS }: WarmUpParts): WarmUp {
  let closed = false;
  async function read(): Promise<void> {
    const longest = await db
      .selectFrom('ledger')
      .select(['id', 'seq'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    for (let n = 0; longest && n < WARM_UP_MOMENTS && !closed; n += 1) {
      const seq = Math.round((longest.seq * (2 * n + 1)) / (2 * WARM_UP_MOMENTS));
      const view = await history.viewText(longest.id as LedgerId, String(seq));
      if (!view.ok) return;
    }
  }
  let timer: NodeJS.Timeout | undefined;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
    timer = setTimeout(() => void read().catch(report).then(resolve), delayMs);
    timer.unref();
  });
  return {
    done,
    close() {
      closed = true;
      clearTimeout(timer);
      finish();
    },
  };
}
