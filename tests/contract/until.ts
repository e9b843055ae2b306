/** Waiting for what boards and rooms do by themselves: until a check holds, or for a turn of the loop. */
import { vi } from 'vitest';

/** The check is made again and again until it passes; after 20 s its own complaint is thrown. */
export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });

export const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
