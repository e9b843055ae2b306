/**
 * A while after the start: the whole history of every ledger, recomputed in a thread of its own. What the start proves is where a
 * ledger stands; a break further back is found here, named, and closes the ledger for writing.
 */
import { Worker } from 'node:worker_threads';
import type { LedgerId } from '#domain/ids.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';
import { sentenceOf, type Finding, type Report } from '#server/verify/findings.ts';
import type { Share } from '#server/verify/share.ts';

/** People who come back after a restart are served first. */
const DELAY_MS = 10_000;
const FINDINGS_LOGGED_MAX = 200;

export interface HistoryCheckParts {
  readonly file: string;
  readonly receiptKey: string;
  readonly ledgers: () => Promise<readonly string[]>;
  /** did somebody decide, while this was looked for, to go on without the proof of this commit (D12)? */
  readonly isGivenUp: (ledger: LedgerId, at: number) => Promise<boolean>;
  /** a break in the log of this ledger */
  readonly damageFound: (ledger: LedgerId, at: number) => void;
  readonly log: Log;
  readonly delayMs?: number;
}
export interface HistoryCheck {
  /** Resolves when it is over, or was ended. */
  readonly done: Promise<void>;
  readonly close: () => Promise<void>;
}

export function startHistoryCheck(parts: HistoryCheckParts): HistoryCheck {
  const { file, receiptKey, ledgers, isGivenUp, damageFound, log, delayMs = DELAY_MS } = parts;
  let worker: Worker | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let finish: () => void = () => undefined;

  async function tell(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings.slice(0, FINDINGS_LOGGED_MAX))
      log.error({ where: finding.where, at: finding.at }, `history does not hold: ${sentenceOf(finding)}`);
    for (const { kind, where, at } of findings) {
      if (kind !== 'log' || at === null) continue;
      const ledger = where.replace(/^ledger /, '') as LedgerId;
      if (!(await isGivenUp(ledger, at))) damageFound(ledger, at);
    }
  }

  const prove = (share: Share): Promise<Report | null> =>
    new Promise((resolve, reject) => {
      worker = new Worker(new URL('../verify/worker.ts', import.meta.url), {
        workerData: share,
        execArgv: [],
      });
      worker.once('message', (report: Report) => resolve(report));
      worker.once('error', reject);
      worker.once('exit', () => resolve(null));
    });

  async function check(): Promise<void> {
    try {
      const all = await ledgers();
      if (all.length === 0 || closed) return;
      const report = await prove({ file, ledgers: all, snapshots: true, key: receiptKey });
      if (report && !closed) await tell(report.findings);
    } catch (error) {
      if (!closed) log.error({ err: error }, 'the history could not be checked');
    }
  }

  const done = new Promise<void>((resolve) => {
    finish = resolve;
    timer = setTimeout(() => void check().then(resolve), delayMs);
    timer.unref();
  });
  return {
    done,
    async close() {
      closed = true;
      clearTimeout(timer);
      await worker?.terminate();
      finish();
      await done;
    },
  };
}

/** Of these ledgers those whose log and checkpoints hold, found out in a thread. Rejects when the thread can't tell. */
export function provenLedgers(
  file: string,
  ledgers: readonly string[],
  key: string,
): Promise<ReadonlySet<string>> {
  const share: Share = { file, ledgers, snapshots: false, key };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../verify/worker.ts', import.meta.url), {
      workerData: share,
      execArgv: [],
    });
    worker.once('message', ({ findings }: Report) => {
      const broken = new Set(findings.map(({ where }) => where.replace(/^ledger /, '')));
      resolve(new Set(ledgers.filter((id) => !broken.has(id))));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ended with code ${code}.`)));
  });
}
