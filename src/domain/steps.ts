/** Work that may be interrupted: each `yield` is a place to stop for a while. Whoever runs it decides how long a turn is. Pure. */

export type Steps<T> = Generator<undefined, T, undefined>;

/** Without stopping. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
