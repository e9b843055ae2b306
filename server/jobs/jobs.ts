/** What the server does by itself, by the clock: the nightly backup and the nightly snapshots. Started and ended by the composition root. */
import { Gauge, type Registry } from 'prom-client';
import { backUpInProcess } from '#server/jobs/backup-process.ts';
import {
  createNightlyBackup,
  type BackupStanding,
  type NightlySettings,
} from '#server/jobs/nightly-backup.ts';
import { createNightlySnapshots, type NightlySnapshotParts } from '#server/jobs/nightly-snapshots.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

const TICK_MS = 60_000;

export interface JobsParts {
  /** null: no nightly backup */
  readonly backup: NightlySettings | null;
  /** null: no nightly snapshots */
  readonly snapshots: Pick<NightlySnapshotParts, 'hour' | 'take'> | null;
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

/** The first look is a minute after the start: whoever starts a server at that hour wants it for something else first. */
function startSnapshots({ snapshots, timeZone, clock, registry, log }: JobsParts): () => Promise<void> {
  if (!snapshots) return () => Promise.resolve();
  const nightly = createNightlySnapshots({ ...snapshots, clock, localTime: localTimeIn(timeZone), log });
  new Gauge({
    name: 'sandan_nightly_snapshots_failed',
    help: '1 while the last nightly snapshots left a ledger out.',
    registers: [registry],
    collect() {
      this.set(nightly.failed() ? 1 : 0);
    },
  });
  const timer = setInterval(() => void nightly.tick(), TICK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return nightly.settled();
  };
}

export function startJobs(parts: JobsParts): Jobs {
  const { backup, dataFolder, timeZone, clock, registry, log } = parts;
  const endSnapshots = startSnapshots(parts);
  if (!backup) return { backup: () => null, close: endSnapshots };
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
      await endSnapshots();
    },
  };
}
