/** When the nightly snapshots are taken: once a night, within hours of their hour, and not again after a failure (rule N9). */
import { describe, expect, it } from 'vitest';
import { createNightlyTask, HOURS_LATE_MAX } from '#server/jobs/nightly-task.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

function night(work: () => Promise<{ done: number; left: number }>, hour = 1) {
  let now = { day: '2026-03-01', hour: 0 };
  const nightly = createNightlyTask({
    hour,
    clock: () => new Date(),
    localTime: () => now,
    name: 'snapshots',
    work,
    log: LOG,
  });
  return {
    nightly,
    at: async (day: string, at: number) => {
      now = { day, hour: at };
      await nightly.tick();
    },
  };
}

describe('[N9] nightly snapshots', () => {
  it('[N9] come once a night, from their hour on, and not by day', async () => {
    let count = 0;
    const { at } = night(async () => ({ done: (count += 1), left: 0 }));
    await at('2026-03-01', 0);
    expect(count).toBe(0);
    await at('2026-03-01', 1);
    await at('2026-03-01', 1);
    await at('2026-03-01', 3);
    expect(count).toBe(1);
    await at('2026-03-02', 1 + HOURS_LATE_MAX + 1);
    expect(count).toBe(1);
    await at('2026-03-03', 1 + HOURS_LATE_MAX);
    expect(count).toBe(2);
  });

  it('[N9] one that leaves a ledger out, or fails, says so until the next night', async () => {
    const outcomes = [
      async () => ({ done: 1, left: 1 }),
      async () => Promise.reject(new Error('no')),
      async () => ({ done: 1, left: 0 }),
    ];
    const { nightly, at } = night(() => outcomes.shift()!());
    await at('2026-03-01', 1);
    expect(nightly.failed()).toBe(true);
    await at('2026-03-02', 1);
    expect(nightly.failed()).toBe(true);
    await at('2026-03-03', 1);
    expect(nightly.failed()).toBe(false);
  });
});
