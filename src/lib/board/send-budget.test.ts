/** The pace of edits, on a clock that the test holds. */
import { describe, expect, it } from 'vitest';
import { FRAMES_BURST_MAX, FRAMES_PER_SECOND } from '#protocol/limits.ts';
import { SendBudget } from './send-budget.ts';

describe('[O5] the pace of edits', () => {
  it('[O5] a backlog leaves in one burst and then evenly, well below what the server takes', () => {
    let now = 0;
    const budget = new SendBudget(() => now);
    let sent = 0;
    while (now < 10_000) {
      const waitMs = budget.take();
      if (waitMs === 0) sent += 1;
      now += waitMs;
    }
    expect(sent).toBeGreaterThan(FRAMES_PER_SECOND * 4);
    expect(sent).toBeLessThanOrEqual(FRAMES_BURST_MAX / 2 + FRAMES_PER_SECOND * 5 + 1);
  });

  it('[O5] a clock that is set back does not stop it', () => {
    let now = 1_000_000;
    const budget = new SendBudget(() => now);
    while (budget.take() === 0);
    now = 0;
    const waitMs = budget.take();
    expect(waitMs).toBeGreaterThan(0);
    now += waitMs;
    expect(budget.take()).toBe(0);
  });
});
