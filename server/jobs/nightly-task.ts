/** Decides when something is done at night: once a night, in the hours after its hour. What is done is somebody else's work. */
import type { Log } from '#server/rooms/rooms.parts.ts';

/** A server that was down at the hour still does it within so many hours; later it is day, and the next night comes. */
export const HOURS_LATE_MAX = 5;

export interface NightlyTaskParts {
  /** for the log */
  readonly name: string;
  /** 0–23 in the office's time zone */
  readonly hour: number;
  readonly clock: () => Date;
  readonly localTime: (at: Date) => { readonly day: string; readonly hour: number };
  /** how many were done, and how many had to be left out */
  readonly work: () => Promise<{ readonly done: number; readonly left: number }>;
  readonly log: Log;
}
export interface NightlyTask {
  /** Look whether it is time; called every minute. Never rejects. */
  readonly tick: () => Promise<void>;
  readonly settled: () => Promise<void>;
  /** whether the last attempt left something out */
  readonly failed: () => boolean;
}

export function createNightlyTask(parts: NightlyTaskParts): NightlyTask {
  const { name, hour, clock, localTime, work, log } = parts;
  let doneDay = '';
  let failed = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    const local = localTime(clock());
    if (local.hour < hour || local.hour > hour + HOURS_LATE_MAX || local.day === doneDay) return;
    doneDay = local.day;
    try {
      const { done, left } = await work();
      failed = left > 0;
      if (done + left > 0) log.info({ done, left }, `${name}: done for this night`);
    } catch (error) {
      failed = true;
      log.error({ err: error }, `${name}: failed this night`);
    }
  }

  return {
    tick: () => (running ??= run().finally(() => (running = null))),
    settled: () => running ?? Promise.resolve(),
    failed: () => failed,
  };
}
