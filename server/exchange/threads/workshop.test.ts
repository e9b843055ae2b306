/** The threads of the exchange: deadline, memory limit, bounded queue, orderly end. */
import { afterEach, describe, expect, it } from 'vitest';
import { refuse } from '#domain/refusals.ts';
import { createWorkshop, WORKSHOP_LIMITS, type Workshop, type WorkshopLimits } from './workshop.ts';

const LOG = { warn: () => undefined };
const FILE = {
  name: 'a.txt',
  bytes: new TextEncoder().encode('某局反馈意见\n一、责任方面\n1.责任不实。未研究。'),
};
/** Far more text than the smallest thread can hold. */
const LARGE = {
  name: 'a.txt',
  bytes: new TextEncoder().encode('一、责任方面\n1.责任不实。未研究。'.repeat(400_000)),
};

let workshop: Workshop;
afterEach(() => workshop.close());
const open = (limits: Partial<WorkshopLimits> = {}): Workshop =>
  (workshop = createWorkshop(LOG, { ...WORKSHOP_LIMITS, ...limits }));

/** The refusal stands for the failure: params say which. */
const read = (file = FILE) =>
  workshop.run({ name: 'readFeedback', input: file }, (failure) => refuse('UNREADABLE_FILE', { failure }));

describe('[X12] long work', () => {
  it('[X12] is done in a thread of its own and answers its output', async () => {
    open();
    expect(await read()).toMatchObject({
      ok: true,
      value: { ok: true, value: { problems: [{ code: '1-1' }] } },
    });
  });

  it('[X12] ends at its deadline', async () => {
    open({ deadlineMs: { ...WORKSHOP_LIMITS.deadlineMs, readFeedback: 1 } });
    expect(await read()).toMatchObject({ ok: false, params: { failure: 'deadline' } });
  });

  it('[X12] ends at its memory limit, and the server goes on', async () => {
    open({ memoryMb: { ...WORKSHOP_LIMITS.memoryMb, readFeedback: 8 } });
    const ended = await read(LARGE);
    expect(ended.ok).toBe(false);
    expect(ended).toMatchObject({ params: { failure: 'memory' } });
  });

  it('[X12] a few at a time, the others wait in order, beyond the queue they are refused', async () => {
    open({ jobsMax: 1, queueMax: 2 });
    const ended: number[] = [];
    const jobs = [1, 2, 3, 4, 5].map(async (n) => {
      const outcome = await read();
      if (outcome.ok) ended.push(n);
      return outcome.ok ? 'done' : outcome.code;
    });
    expect(await Promise.all(jobs)).toEqual(['done', 'done', 'done', 'UNAVAILABLE', 'UNAVAILABLE']);
    expect(ended).toEqual([1, 2, 3]);
  });

  it('[X12] what nobody waits for any more is ended, and what has not begun never begins', async () => {
    open({ jobsMax: 1 });
    const gone = new AbortController();
    const unwanted = (file = FILE) =>
      workshop.run(
        { name: 'readFeedback', input: file },
        (failure) => refuse('UNREADABLE_FILE', { failure }),
        gone.signal,
      );
    const jobs = [unwanted(LARGE), unwanted()];
    const wanted = read();
    gone.abort();
    for (const job of await Promise.all(jobs)) expect(job).toMatchObject({ params: { failure: 'unwanted' } });
    expect(await wanted).toMatchObject({ ok: true });
  });

  it('[X12] closing ends what runs and what waits', async () => {
    open({ jobsMax: 1 });
    const jobs = [read(), read()];
    await workshop.close();
    for (const ended of await Promise.all(jobs)) expect(ended.ok).toBe(false);
    expect(await read()).toMatchObject({ ok: false, code: 'UNAVAILABLE' });
  });
});
