/** What the server does by itself, by the clock: the nightly backup, the nightly snapshots, the end of old log rows. Started and ended by the composition root. */
import { Gauge, type Registry } from 'prom-client';
import { backUpInProcess } from '#server/jobs/backup-process.ts';
import {
  createNightlyBackup,
  type BackupStanding,
  type NightlySettings,
} from '#server/jobs/nightly-backup.ts';
import { createNightlyTask, type NightlyTaskParts } from '#server/jobs/nightly-task.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';

const TICK_MS = 60_000;

export interface JobsParts {
  /** null: no nightly backup */
  readonly backup: NightlySettings | null;
  /** the nightly snapshots, and the end of old log rows, as far as they are set */
  readonly tasks: readonly Pick<NightlyTaskParts, 'name' | 'hour' | 'work'>[];
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
function startTasks({ tasks, timeZone, clock, registry, log }: JobsParts): () => Promise<void> {
  if (tasks.length === 0) return () => Promise.resolve();
  const localTime = localTimeIn(timeZone);
  const nightly = tasks.map((task) => ({
    name: task.name,
    ...createNightlyTask({ ...task, clock, localTime, log }),
  }));
  new Gauge({
    name: 'sandan_nightly_task_failed',
    help: '1 while the last night left something of this task undone.',
    labelNames: ['task'],
    registers: [registry],
    collect() {
      for (const task of nightly) this.set({ task: task.name }, task.failed() ? 1 : 0);
    },
  });
  const tick = async (): Promise<void> => {
    for (const task of nightly) await task.tick();
  };
  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await Promise.all(nightly.map((task) => task.settled()));
  };
}

export function startJobs(parts: JobsParts): Jobs {
  const { backup, dataFolder, timeZone, clock, registry, log } = parts;
  const endTasks = startTasks(parts);
  if (!backup) return { backup: () => null, close: endTasks };
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
      await endTasks();
    },
  };
}
