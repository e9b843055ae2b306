/** Runs interruptible work a few milliseconds at a time, so that everybody else's turn comes in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '#domain/steps.ts';

/** Milliseconds of one turn: with what else a turn of the event loop holds, far below the 50 that may be felt. */
export const TURN_MS = 8;

/** Rejects with what the work throws. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let until = performance.now() + TURN_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + TURN_MS;
  }
}
