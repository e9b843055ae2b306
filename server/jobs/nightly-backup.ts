/**
 * A backup each night into a folder of its own, and the oldest ones taken away. Decides when, keeps the count and says how it
 * went; how a backup is made is somebody else's work (`make`).
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_NAME, readManifest } from '#server/backup/manifest.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

export interface NightlySettings {
  /** absolute */
  readonly folder: string;
  /** 0–23 in the office's time zone; a server that slept then does it when it is back */
  readonly hour: number;
  /** how many of ours stay */
  readonly keep: number;
}
export interface NightlyParts extends NightlySettings {
  readonly clock: () => Date;
  /** calendar day `YYYY-MM-DD` and hour of the office */
  readonly localTime: (at: Date) => { readonly day: string; readonly hour: number };
  /** makes the backup; rejects with the reason when it could not */
  readonly make: (target: string) => Promise<void>;
  readonly log: Log;
}
export interface BackupStanding {
  /** ISO instant of the newest whole backup in the folder, or null */
  readonly lastAt: string | null;
  /** why the last attempt failed, or null */
  readonly failure: string | null;
}
export interface NightlyBackup {
  /** Look whether it is time; called every minute. Never rejects. */
  readonly tick: () => Promise<void>;
  /** Resolves when nothing is under way. */
  readonly settled: () => Promise<void>;
  readonly standing: () => BackupStanding;
}

/** Attempts in one night, this long apart. */
export const ATTEMPTS_MAX = 3;
export const ATTEMPTS_APART_MS = 60 * 60_000;
/** What a killed backup left behind is taken away after this time; none takes longer. */
const LEFTOVER_MS = 24 * 60 * 60_000;

const OURS = /^sandan-\d{4}-\d{2}-\d{2}$/;
const LEFTOVER = /^\.sandan-\d{4}-\d{2}-\d{2}\.partial-/;
const nameOf = (day: string): string => `sandan-${day}`;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function createNightlyBackup(parts: NightlyParts): NightlyBackup {
  const { folder, hour, keep, clock, localTime, make, log } = parts;
  let standing: BackupStanding = { lastAt: null, failure: null };
  let isRead = false;
  let running: Promise<void> | null = null;
  let attempts = { day: '', count: 0, lastMs: 0 };

  /** Names of the whole backups of ours, oldest first. */
  async function present(): Promise<string[]> {
    const names = (await readdir(folder)).filter((name) => OURS.test(name)).sort();
    const whole = await Promise.all(
      names.map((name) =>
        stat(join(folder, name, MANIFEST_NAME)).then(
          () => true,
          () => false,
        ),
      ),
    );
    return names.filter((_name, n) => whole[n]);
  }

  async function readStanding(): Promise<void> {
    const newest = (await present()).at(-1);
    isRead = true;
    if (newest === undefined) return;
    standing = { ...standing, lastAt: (await readManifest(join(folder, newest))).at };
  }

  async function tidy(): Promise<void> {
    const names = await present();
    for (const name of names.slice(0, Math.max(0, names.length - keep)))
      await rm(join(folder, name), { recursive: true });
    for (const name of (await readdir(folder)).filter((each) => LEFTOVER.test(each))) {
      const { mtimeMs } = await stat(join(folder, name));
      if (clock().getTime() - mtimeMs > LEFTOVER_MS) await rm(join(folder, name), { recursive: true });
    }
  }

  /** Not before the hour, once a day, and after a failure a few times more. */
  async function isDue(now: Date): Promise<string | null> {
    const local = localTime(now);
    if (local.hour < hour) return null;
    if (attempts.day !== local.day) attempts = { day: local.day, count: 0, lastMs: Number.NEGATIVE_INFINITY };
    if (attempts.count >= ATTEMPTS_MAX || now.getTime() - attempts.lastMs < ATTEMPTS_APART_MS) return null;
    return (await present()).includes(nameOf(local.day)) ? null : local.day;
  }

  async function run(): Promise<void> {
    const now = clock();
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!isRead) await readStanding();
      const day = await isDue(now);
      if (day === null) return;
      attempts = { day, count: attempts.count + 1, lastMs: now.getTime() };
      const target = join(folder, nameOf(day));
      await make(target);
      standing = { lastAt: (await readManifest(target)).at, failure: null };
      log.info({ target }, 'the nightly backup was made');
      await tidy();
    } catch (error) {
      // said once: a folder that is away is looked for every minute
      const failure = reasonOf(error);
      if (failure !== standing.failure) log.error({ err: error, folder }, 'the nightly backup failed');
      standing = { ...standing, failure };
    }
  }

  return {
    tick: () => (running ??= run().finally(() => (running = null))),
    settled: () => running ?? Promise.resolve(),
    standing: () => standing,
  };
}
