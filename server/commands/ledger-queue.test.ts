import { describe, expect, it } from 'vitest';
import { accept, type Outcome } from '#domain/refusals.ts';
import { LedgerQueue, WAITING_COMMANDS_MAX } from '#server/commands/ledger-queue.ts';

/** A promise and the call that keeps it. */
function openGate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((kept) => {
    resolve = kept;
  });
  return { promise, resolve };
}

describe('the queue of a ledger', () => {
  it('[W13] runs one after the other on a ledger, side by side on two', async () => {
    const queue = new LedgerQueue();
    const seen: string[] = [];
    const gate = openGate();
    const work = (name: string, wait?: Promise<void>) => async (): Promise<Outcome<string>> => {
      seen.push(`${name} begins`);
      await wait;
      seen.push(`${name} ends`);
      return accept(name);
    };
    const first = queue.run('a', work('a1', gate.promise));
    const second = queue.run('a', work('a2'));
    await queue.run('b', work('b1'));
    expect(seen).toEqual(['a1 begins', 'b1 begins', 'b1 ends']);
    gate.resolve();
    expect(await second).toEqual({ ok: true, value: 'a2' });
    expect(await first).toEqual({ ok: true, value: 'a1' });
    expect(seen.slice(3)).toEqual(['a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('[W13] a failure reaches its own caller only, and the ledger goes on', async () => {
    const queue = new LedgerQueue();
    const broken = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', async () => accept(1));
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toEqual({ ok: true, value: 1 });
  });

  it('[W13] refuses more than may wait, and takes them again afterwards', async () => {
    const queue = new LedgerQueue();
    const gate = openGate();
    const waiting = Array.from({ length: WAITING_COMMANDS_MAX }, () =>
      queue.run('a', async () => {
        await gate.promise;
        return accept(1);
      }),
    );
    expect(await queue.run('a', async () => accept(2))).toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    gate.resolve();
    await Promise.all(waiting);
    expect(await queue.run('a', async () => accept(2))).toEqual({ ok: true, value: 2 });
  });
});
