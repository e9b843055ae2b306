/** A WAL that lost its end opens without an error and short; the pages that were told "saved" know better. */
import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cellKey } from '#document/keys.ts';
import type { Receipt } from '#protocol/sync.ts';
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

  it('[S17] over epochs: a tail cut off at a commit is noticed by receipts of an older and of a newer epoch, until somebody goes on without it', async () => {
    const wal = join(folder, 'ledgers.db-wal');
    const first = await serve();
    const author = await connectClient(first.url, personId(1));
    await author.edit(operation(1), CATEGORY, operation(1));
    const kept = author.receipt()!;
    const { size } = await stat(wal);
    await author.edit(operation(2), CATEGORY, operation(2));
    const ofOldEpoch = author.receipt()!;
    expect(await first.begin('EPOCH')).toBe('2');
    const back = await connectClient(first.url, personId(1));
    await back.edit(operation(3), CATEGORY, operation(3));
    const ofNewEpoch = back.receipt()!;
    expect([kept.epoch, ofOldEpoch.epoch, ofNewEpoch.epoch]).toEqual([1, 1, 2]);
    await first.kill();
    await truncate(wal, size);
    await copyFile(wal, `${wal}.cut`);
    await copyFile(join(folder, 'ledgers.db'), join(folder, 'ledgers.db.cut'));
    const shows = async (serving: Serving, receipt: Receipt): Promise<string | null> => {
      const page = await connectClient(serving.url, personId(1), undefined, { receipt });
      page.close();
      return page.readOnly();
    };

    const second = await serve();
    expect(await shows(second, kept)).toBeNull();
    expect(await shows(second, { ...ofNewEpoch, seq: ofNewEpoch.seq + 1 })).toBeNull();
    expect(await shows(second, ofNewEpoch)).toBe('TAIL_LOST');
    await second.kill();
    await copyFile(`${wal}.cut`, wal);
    await copyFile(join(folder, 'ledgers.db.cut'), join(folder, 'ledgers.db'));

    const third = await serve();
    // nobody with a receipt is there: people write on, and an epoch begins by itself
    const stranger = await connectClient(third.url, personId(2));
    await stranger.edit(operation(11), CATEGORY, operation(11));
    expect(await third.begin('EPOCH')).toBe('2');
    expect(await shows(third, kept)).toBeNull();
    expect(await shows(third, ofOldEpoch)).toBe('TAIL_LOST');
    expect(await third.begin('EPOCH')).toBe('TAIL_LOST');
    const accepted = Number(await third.begin('ACCEPT'));
    expect(accepted).toBeGreaterThan(ofNewEpoch.epoch);
    for (const receipt of [kept, ofOldEpoch, ofNewEpoch]) expect(await shows(third, receipt)).toBeNull();
    const writer = await connectClient(third.url, personId(1));
    await writer.edit(operation(21), CATEGORY, operation(21));
    expect(writer.receipt()?.epoch).toBe(accepted);
    await third.stop();
  });
});
