/** Which pages live, last words, receipts: what a browser keeps outside the database. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemorySlots, SILENCE_MS_MAX, SlotPageRegistry } from './page-registry.ts';
import { SlotReceipts } from './receipts.ts';
import type { IntentRecord } from './intents.ts';

const record = (owner: string): IntentRecord => ({
  opId: 'T000000000000001',
  owner,
  page: 'old',
  n: 1,
  at: '2026-03-02T09:00:00.000Z',
  intent: { kind: 'cells', cells: [{ cell: 'R000000000000001/owner', value: '王示例', base: undefined }] },
});

afterEach(() => vi.restoreAllMocks());

describe('[O11] pages', () => {
  it('[O11] live while they are heard of, and die by leaving or by silence', () => {
    let now = 1_000_000;
    const registry = new SlotPageRegistry(new MemorySlots(), () => now);
    expect(registry.alive('a')).toBe(false);
    registry.beat('a');
    registry.beat('b');
    now += SILENCE_MS_MAX - 1;
    expect(registry.alive('a')).toBe(true);
    registry.leave('b');
    expect(registry.alive('b')).toBe(false);
    now += 1;
    expect(registry.alive('a')).toBe(false);
  });

  it('[O11] that hold a lock die with it at once, however fresh their last sign of life is', async () => {
    const held = new Map<string, Promise<void>>();
    const locks = {
      request: (name: string, hold: () => Promise<void>) => {
        const work = hold().then(() => void held.delete(name));
        held.set(name, work);
        return work;
      },
      query: () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })) }),
    };
    const slots = new MemorySlots();
    const mine = new SlotPageRegistry(slots, () => 1_000_000, locks);
    const other = new SlotPageRegistry(slots, () => 1_000_000, locks);
    mine.beat('mine');
    other.beat('other');
    await mine.look();
    expect([mine.alive('mine'), mine.alive('other'), mine.alive('unknown')]).toEqual([true, true, false]);
    // the browser was ended: nobody said good-bye, the lock is gone
    held.delete('sandan.page.other');
    await mine.look();
    expect([mine.alive('mine'), mine.alive('other')]).toEqual([true, false]);
    mine.leave('mine');
    await vi.waitFor(() => expect(held.size).toBe(0));
  });

  it('[O10] last words of dead pages are found by their owner only, until they are forgotten', () => {
    const now = 1_000_000;
    const registry = new SlotPageRegistry(new MemorySlots(), () => now);
    registry.beat('old');
    registry.leaveBehind('old', [record('person/ledger')]);
    expect(registry.leftBehind('person/ledger')).toEqual([]);
    registry.leave('old');
    expect(registry.leftBehind('person/other')).toEqual([]);
    expect(registry.leftBehind('person/ledger')).toMatchObject([
      { page: 'old', records: [{ opId: 'T000000000000001' }] },
    ]);
    registry.forget('old');
    expect(registry.leftBehind('person/ledger')).toEqual([]);
  });

  it('[O10] a full or broken storage is no reason to stop', () => {
    const logged = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const slots = new MemorySlots();
    slots.setItem('sandan.intents.broken', '{"not": "a list"');
    slots.setItem = () => {
      throw new Error('full');
    };
    const registry = new SlotPageRegistry(slots, () => 1_000_000);
    expect(() => registry.leaveBehind('a', [record('person/ledger')])).not.toThrow();
    expect(registry.leftBehind('person/ledger')).toEqual([]);
    expect(logged).toHaveBeenCalledTimes(2);
  });
});

describe('[O12] receipts', () => {
  const receipt = (epoch: number, seq: number) => ({ epoch, seq, hash: 'h', mac: 'm' });

  it('[O12] the newest is kept per ledger; nonsense is none', () => {
    const slots = new MemorySlots();
    const receipts = new SlotReceipts(slots, 'L000000000000001');
    expect(receipts.read()).toBeUndefined();
    receipts.keep(receipt(1, 5));
    receipts.keep(receipt(1, 4));
    expect(receipts.read()).toEqual(receipt(1, 5));
    receipts.keep(receipt(2, 1));
    expect(receipts.read()).toEqual(receipt(2, 1));
    expect(new SlotReceipts(slots, 'L000000000000002').read()).toBeUndefined();
    slots.setItem('sandan.receipt.L000000000000002', '{"epoch": "x"}');
    expect(new SlotReceipts(slots, 'L000000000000002').read()).toBeUndefined();
  });
});
