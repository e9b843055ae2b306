/** The store in memory keeps the contract that tests/e2e/board-store.spec.ts runs on IndexedDB. */
import { describe, expect, it } from 'vitest';
import { checkOutboxStore } from './board-store.ts';
import { MemoryOutboxStore } from '#board/outbox-store.ts';

describe('[O11] outbox store in memory', () => {
  it('[O11] keeps the contract', async () => {
    const store = new MemoryOutboxStore();
    await expect(checkOutboxStore(() => Promise.resolve(store))).resolves.toBeUndefined();
  });
});
