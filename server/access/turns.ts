/** Acts that judge what others hold run one after the other: two at once would each count on the other's holder. */

/** Acts that may wait; one more is a bug or an attack and throws. */
const WAITING_MAX = 1_000;

export type InTurn = <T>(act: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (act) => {
    if (waiting >= WAITING_MAX) throw new Error('Too many administrative acts wait for their turn.');
    waiting += 1;
    const run = tail.then(act);
    // a failed act fails for its own caller only
    tail = run.catch(() => undefined);
    try {
      return await run;
    } finally {
      waiting -= 1;
    }
  };
}
