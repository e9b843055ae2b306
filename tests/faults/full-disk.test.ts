/** A disk that fills up under a serving process: a small file system in memory where mounting is allowed, a size limit of the database elsewhere. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellKey } from '#document/keys.ts';
import { verifyChain } from '#server/store/log.ts';
import { openReading } from '#server/store/sqlite/reading.ts';
import { ledgerId } from '../contract/parties.ts';
import { connectClient } from './editing-client.ts';
import { operation, personId, serveFolder, type Serving } from './serving.ts';

const SMALL = 'size=4m';
const LARGE = 'size=64m';
const EDITS_MAX = 20_000;
const LEDGER = ledgerId(1);
const CATEGORY = cellKey('problem000000001', 'category');

const mount = (...words: readonly string[]): boolean => spawnSync('mount', words).status === 0;
/** Tried once: an unprivileged process may not mount anything. */
async function mayMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'sandan-mount-'));
  const mounted = mount('-t', 'tmpfs', '-o', SMALL, 'tmpfs', folder);
  if (mounted) spawnSync('umount', [folder]);
  await rm(folder, { recursive: true, force: true });
  return mounted;
}
const mounts = await mayMount();

let folder: string;
let serving: Serving | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-full-'));
});
afterEach(async () => {
  await serving?.kill();
  spawnSync('umount', [folder]);
  await rm(folder, { recursive: true, force: true });
});

/** Writes until the server refuses; answers what was acknowledged and the refusal. */
async function writeUntilRefused(
  url: string,
): Promise<{ acknowledged: string[]; refusal: string; readOnly: string | null }> {
  const author = await connectClient(url, personId(1));
  const acknowledged: string[] = [];
  for (let n = 1; n <= EDITS_MAX; n += 1) {
    try {
      await author.edit(operation(n), CATEGORY, `${operation(n)} ${'满'.repeat(60)}`);
      acknowledged.push(operation(n));
    } catch (error) {
      const refusal = error instanceof Error ? error.message : String(error);
      author.close();
      return { acknowledged, refusal, readOnly: author.readOnly() };
    }
  }
  throw new Error('The disk never filled up.');
}

async function loggedOperations(): Promise<readonly string[]> {
  const db = openReading(folder);
  try {
    expect(await verifyChain(db, LEDGER)).toMatchObject({ ok: true });
    const rows = await db.selectFrom('log').select('op_id').where('ledger', '=', LEDGER).execute();
    return rows.map(({ op_id }) => op_id ?? '');
  } finally {
    await db.destroy();
  }
}

describe.skipIf(!mounts)(
  `a full disk${mounts ? '' : ' (not run: nothing may be mounted here; [D2] limits the database instead)'}`,
  () => {
    it(
      '[V5] turns the server read-only and keeps what was acknowledged; with room again it goes on',
      { timeout: 120_000 },
      async () => {
        expect(mount('-t', 'tmpfs', '-o', SMALL, 'tmpfs', folder)).toBe(true);
        serving = await serveFolder(folder, 'FULL', { errors: 'kept' });
        const { acknowledged, refusal, readOnly } = await writeUntilRefused(serving.url);
        expect(acknowledged.length).toBeGreaterThan(20);
        expect([refusal, readOnly]).toEqual(['STORE_READ_ONLY', 'STORE_READ_ONLY']);
        const late = await connectClient(serving.url, personId(2));
        expect(late.readOnly()).toBe('STORE_READ_ONLY');
        late.close();
        await serving.stop();

        expect(mount('-o', `remount,${LARGE}`, folder)).toBe(true);
        serving = await serveFolder(folder);
        const after = await connectClient(serving.url, personId(3));
        expect(after.readOnly()).toBeNull();
        await after.edit(operation(90_001), CATEGORY, operation(90_001));
        after.close();
        const logged = new Set(await loggedOperations());
        expect(acknowledged.filter((opId) => !logged.has(opId))).toEqual([]);
        expect(logged.has(operation(90_001))).toBe(true);
      },
    );
  },
);
