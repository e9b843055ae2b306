/** A WAL that lost its end opens without an error and short; the pages that were told "saved" know better. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cellKey } from '#document/keys.ts';
import { connectClient } from './editing-client.ts';
import { operation, personId, serveFolder, type Serving } from './serving.ts';

const EDITS = 30;
const CATEGORY = cellKey('problem000000001', 'category');
/** Where a torn write ends: in the middle of a page. */
const TORN_BYTES = 1_500;

let folder: string;
let serving: Serving | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-tail-'));
});
afterEach(async () => {
  await serving?.kill();
  await rm(folder, { recursive: true, force: true });
});

const serve = async (): Promise<Serving> => (serving = await serveFolder(folder));
function flipped(bytes: Buffer): Buffer {
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x04, at);
  return bytes;
}

describe('a lost tail', () => {
  it.each([
    ['halved', (wal: Buffer) => wal.subarray(0, wal.length / 2)],
    ['torn in a page of its last commit', (wal: Buffer) => wal.subarray(0, wal.length - TORN_BYTES)],
    ['bit-flipped', flipped],
  ])(
    '[V4] a WAL that was %s is noticed by the first page with a receipt; nobody writes any more',
    async (_what, damage) => {
      const first = await serve();
      const author = await connectClient(first.url, personId(1));
      for (let n = 1; n <= EDITS; n += 1) await author.edit(operation(n), CATEGORY, operation(n));
      const receipt = author.receipt();
      author.close();
      await first.kill();
      const wal = join(folder, 'ledgers.db-wal');
      await writeFile(wal, damage(await readFile(wal)));

      const second = await serve();
      const stranger = await connectClient(second.url, personId(2));
      expect(stranger.readOnly()).toBeNull();
      const returning = await connectClient(second.url, personId(1), undefined, { receipt: receipt! });
      expect(returning.readOnly()).toBe('TAIL_LOST');
      await vi.waitFor(() => expect(stranger.readOnly()).toBe('TAIL_LOST'), { timeout: 10_000 });
      await expect(stranger.edit(operation(101), CATEGORY, operation(101))).rejects.toThrow('TAIL_LOST');
      stranger.close();
      returning.close();
      await second.stop();

      const third = await serve();
      const later = await connectClient(third.url, personId(3));
      expect(later.readOnly()).toBe('TAIL_LOST');
      later.close();
    },
  );

  it('[V4] a whole WAL is no lost tail, and a receipt that somebody altered means nothing', async () => {
    const first = await serve();
    const author = await connectClient(first.url, personId(1));
    await author.edit(operation(1), CATEGORY, operation(1));
    const receipt = author.receipt()!;
    author.close();
    await first.kill();
    const second = await serve();
    for (const shown of [
      receipt,
      { ...receipt, seq: receipt.seq + 7 },
      { ...receipt, hash: 'a'.repeat(64) },
    ]) {
      const page = await connectClient(second.url, personId(1), undefined, { receipt: shown });
      expect(page.readOnly()).toBeNull();
      page.close();
    }
  });
});
