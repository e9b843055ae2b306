/** Decides when the nightly snapshots are taken: once a night, in the hours after theirs. How they are taken is somebody else's work. */
import type { Log } from '#server/rooms/rooms.parts.ts';

/** A server that was down at the hour still does it within so many hours; later it is day, and the next night comes. */
export const HOURS_LATE_MAX = 5;

export interface NightlySnapshotParts {
  /** 0–23 in the office's time zone */
  readonly hour: number;
  readonly clock: () => Date;
  readonly localTime: (at: Date) => { readonly day: string; readonly hour: number };
  readonly take: () => Promise<{ readonly taken: number; readonly refused: number }>;
  readonly log: Log;
}
export interface NightlySnapshots {
  /** Look whether it is time; called every minute. Never rejects. */
  readonly tick: () => Promise<void>;
  readonly settled: () => Promise<void>;
  /** whether the last attempt left something out */
  readonly failed: () => boolean;
}

export function createNightlySnapshots(parts: NightlySnapshotParts): NightlySnapshots {
  const { hour, clock, localTime, take, log } = parts;
  let doneDay = '';
  let failed = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    const local = localTime(clock());
    if (local.hour < hour || local.hour > hour + HOURS_LATE_MAX || local.day === doneDay) return;
    doneDay = local.day;
    try {
      const { taken, refused } = await take();
      failed = refused > 0;
      if (taken + refused > 0) log.info({ taken, refused }, 'the nightly snapshots were taken');
    } catch (error) {
      failed = true;
      log.error({ err: error }, 'the nightly snapshots failed');
    }
  }

  return {
    tick: () => (running ??= run().finally(() => (running = null))),
    settled: () => running ?? Promise.resolve(),
    failed: () => failed,
  };
}
