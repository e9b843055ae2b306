import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKUP_FORMAT, writeManifest } from '#server/backup/manifest.ts';
import { localTimeIn } from '#server/jobs/jobs.ts';
import { ATTEMPTS_APART_MS, ATTEMPTS_MAX, createNightlyBackup } from '#server/jobs/nightly-backup.ts';

const HOUR_MS = 60 * 60_000;
const NOTHING = '0'.repeat(64);

let folder: string;
let now: Date;
let made: string[];
let fails: string | null;
let errors: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-nightly-'));
  // 01:30 in Shanghai
  now = new Date('2026-03-01T17:30:00.000Z');
  made = [];
  fails = null;
  errors = [];
});
afterEach(() => rm(folder, { recursive: true }));

const pass = (ms: number): void => void (now = new Date(now.getTime() + ms));
const ignore = (): void => undefined;

async function backUp(target: string): Promise<void> {
  made.push(target);
  if (fails !== null) throw new Error(fails);
  await mkdir(target);
  const files = ['ledgers.db', 'accounts.db'].map((name) => ({ name, bytes: 0, sha256: NOTHING }));
  await writeManifest(target, {
    format: BACKUP_FORMAT,
    at: now.toISOString(),
    schemas: { ledgers: 1, accounts: 1 },
    files: files as Parameters<typeof writeManifest>[1]['files'],
    ledgers: [],
  });
}
const job = (keep = 3) =>
  createNightlyBackup({
    folder,
    hour: 2,
    keep,
    clock: () => now,
    localTime: localTimeIn('Asia/Shanghai'),
    make: backUp,
    log: { info: ignore, warn: ignore, error: (_fields, message) => void errors.push(message) },
  });

describe('the nightly backup', () => {
  it('[D11] is made once a day, from its hour on, by the clock of the office', async () => {
    const nightly = job();
    await nightly.tick();
    expect(made).toEqual([]);
    pass(HOUR_MS);
    await nightly.tick();
    await nightly.tick();
    pass(HOUR_MS);
    await nightly.tick();
    expect(made).toEqual([join(folder, 'sandan-2026-03-02')]);
    expect(nightly.standing()).toEqual({ lastAt: '2026-03-01T18:30:00.000Z', failure: null });
    // a server that is started again knows what was made, and what it missed it does when it is back
    const restarted = job();
    await restarted.tick();
    expect([made.length, restarted.standing().lastAt]).toEqual([1, '2026-03-01T18:30:00.000Z']);
    pass(30 * HOUR_MS);
    await restarted.tick();
    expect(made.at(-1)).toBe(join(folder, 'sandan-2026-03-03'));
  });

  it('[D11] keeps so many, and touches nothing that is not its own', async () => {
    const strange = ['sandan-by-hand', 'sandan-2020-01-01', 'notes'];
    for (const name of strange) await mkdir(join(folder, name));
    await writeFile(join(folder, 'notes', 'a.txt'), 'a');
    const nightly = job(2);
    pass(HOUR_MS);
    for (let day = 0; day < 4; day += 1) {
      pass(24 * HOUR_MS);
      await nightly.tick();
      expect(nightly.standing().failure).toBeNull();
    }
    expect((await readdir(folder)).sort()).toEqual(
      [...strange, 'sandan-2026-03-05', 'sandan-2026-03-06'].sort(),
    );
  });

  it('[D11] a failure is said once, tried again a few times, and the old backups stay', async () => {
    const nightly = job(1);
    pass(HOUR_MS);
    await nightly.tick();
    fails = 'The disk is full.';
    pass(24 * HOUR_MS);
    for (let n = 0; n < ATTEMPTS_MAX + 2; n += 1) {
      await nightly.tick();
      await nightly.tick();
      pass(ATTEMPTS_APART_MS);
    }
    expect(made).toHaveLength(1 + ATTEMPTS_MAX);
    expect(errors).toEqual(['the nightly backup failed']);
    expect(nightly.standing()).toEqual({ lastAt: '2026-03-01T18:30:00.000Z', failure: 'The disk is full.' });
    expect(await readdir(folder)).toEqual(['sandan-2026-03-02']);
    fails = null;
    pass(24 * HOUR_MS);
    await nightly.tick();
    expect(nightly.standing().failure).toBeNull();
    expect(await readdir(folder)).toEqual(['sandan-2026-03-04']);
  });
});
