/** Runs the tasks of one key in order, those of different keys side by side. Holds no key longer than its tasks. */

/** Waiting tasks of one key; one more is a bug or an attack and throws. */
const WAITING_MAX = 1_000;

export function createOneAtATime(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, { readonly done: Promise<unknown>; readonly waiting: number }>();
  return async (key, task) => {
    const before = tails.get(key);
    const waiting = (before?.waiting ?? 0) + 1;
    if (waiting > WAITING_MAX) throw new Error('Too many tasks wait for one key.');
    // a failed task fails for its own caller only
    const run = (before?.done ?? Promise.resolve()).then(task, task);
    const tail = { done: run.catch(() => undefined), waiting };
    tails.set(key, tail);
    try {
      return await run;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}
