/** The past is made ready before anybody asks for it, and never in anybody's way. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { WARM_UP_MOMENTS } from '#server/history/limits.ts';
import { startWarmUp, type WarmUp } from '#server/history/warm-up.ts';
import { LEDGER, memoryStore, seedLedger, type MemoryStore } from '#server/rooms/rooms.testing.ts';

const OTHER = 'other00000000001' as LedgerId;

describe('[H21] the first question', () => {
  let store: MemoryStore;
  let warmUp: WarmUp;
  let failures: unknown[];
  let asked: (readonly [LedgerId, number])[];
  const start = (answer: (n: number) => Outcome<string> = () => accept('{}')): WarmUp => {
    [failures, asked] = [[], []];
    return (warmUp = startWarmUp({
      db: store.db,
      history: {
        viewText: (ledger, at) => {
          asked.push([ledger, Number(at)]);
          return Promise.resolve(answer(asked.length));
        },
      },
      report: (error) => void failures.push(error),
      delayMs: 0,
    }));
  };
  const filled = async (): Promise<void> => {
    store = memoryStore();
    await seedLedger(store);
    await seedLedger(store, OTHER);
    store.database.exec(`UPDATE ledger SET seq = 8000 WHERE id = '${LEDGER}'`);
    store.database.exec(`UPDATE ledger SET seq = 80 WHERE id = '${OTHER}'`);
  };
  afterEach(async () => {
    warmUp.close();
    await store.close();
  });

  it('[H21] moments are read all along the longest log', async () => {
    await filled();
    await start().done;
    expect(asked).toEqual([500, 1500, 2500, 3500, 4500, 5500, 6500, 7500].map((seq) => [LEDGER, seq]));
    expect(asked).toHaveLength(WARM_UP_MOMENTS);
    expect(failures).toEqual([]);
  });

  it('[H21] the end ends it, and so does a past that cannot be read', async () => {
    await filled();
    await start((n) => {
      if (n === 2) warmUp.close();
      return accept('{}');
    }).done;
    expect(asked).toHaveLength(2);
    await start(() => refuse('LEDGER_DAMAGED')).done;
    expect(asked).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('[H21] where nothing was ever written nothing is read, and a store that fails is reported', async () => {
    store = memoryStore();
    await start().done;
    expect(asked).toEqual([]);
    store.database.exec('ALTER TABLE ledger RENAME TO gone');
    await start().done;
    expect(failures).toHaveLength(1);
  });
});
