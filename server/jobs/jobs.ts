/** What the server does by itself, by the clock: for now the nightly backup. Started and ended by the composition root. */
import { Gauge, type Registry } from 'prom-client';
import { backUpInProcess } from '#server/jobs/backup-process.ts';
import {
  createNightlyBackup,
  type BackupStanding,
  type NightlySettings,
} from '#server/jobs/nightly-backup.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

const TICK_MS = 60_000;

export interface JobsParts {
  /** null: no nightly backup */
  readonly backup: NightlySettings | null;
  readonly dataFolder: string;
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly registry: Registry;
  readonly log: Log;
}
export interface Jobs {
  /** null while no nightly backup is set */
  readonly backup: () => BackupStanding | null;
  /** Ends what is under way and waits for it. */
  readonly close: () => Promise<void>;
}

/** Day and hour on the clock of a time zone. */
export function localTimeIn(timeZone: string): (at: Date) => { readonly day: string; readonly hour: number } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = ['year', 'month', 'day'].map((part) => parts.get(part as Intl.DateTimeFormatPartTypes));
    return { day: day.join('-'), hour: Number(parts.get('hour')) };
  };
}

export function startJobs(parts: JobsParts): Jobs {
  const { backup, dataFolder, timeZone, clock, registry, log } = parts;
  if (!backup) return { backup: () => null, close: () => Promise.resolve() };
  const ending = new AbortController();
  const nightly = createNightlyBackup({
    ...backup,
    clock,
    localTime: localTimeIn(timeZone),
    make: (target) => backUpInProcess(dataFolder, target, ending.signal),
    log,
  });
  new Gauge({
    name: 'sandan_backup_last_success_timestamp_seconds',
    help: 'When the newest nightly backup was begun; 0 when there is none.',
    registers: [registry],
    collect() {
      const { lastAt } = nightly.standing();
      this.set(lastAt === null ? 0 : Date.parse(lastAt) / 1_000);
    },
  });
  new Gauge({
    name: 'sandan_backup_failed',
    help: '1 while the last attempt at the nightly backup failed.',
    registers: [registry],
    collect() {
      this.set(nightly.standing().failure === null ? 0 : 1);
    },
  });
  const timer = setInterval(() => void nightly.tick(), TICK_MS);
  timer.unref();
  void nightly.tick();
  return {
    backup: nightly.standing,
    async close() {
      clearInterval(timer);
      ending.abort();
      await nightly.settled();
    },
  };
}
