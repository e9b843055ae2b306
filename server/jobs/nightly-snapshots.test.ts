/** When the nightly snapshots are taken: once a night, within hours of their hour, and not again after a failure (rule N9). */
import { describe, expect, it } from 'vitest';
import { createNightlySnapshots, HOURS_LATE_MAX } from '#server/jobs/nightly-snapshots.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

function night(take: () => Promise<{ taken: number; refused: number }>, hour = 1) {
  let now = { day: '2026-03-01', hour: 0 };
  const nightly = createNightlySnapshots({
    hour,
    clock: () => new Date(),
    localTime: () => now,
    take,
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
    const { at } = night(async () => ({ taken: (count += 1), refused: 0 }));
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
      async () => ({ taken: 1, refused: 1 }),
      async () => Promise.reject(new Error('no')),
      async () => ({ taken: 1, refused: 0 }),
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
