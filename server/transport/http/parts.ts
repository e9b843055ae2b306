/** What the doors are built from: everything comes in here, nothing is reached for. */
import type { Logger } from 'pino';
import type { Accounts } from '#server/access/accounts.ts';
import type { Administration } from '#server/access/administration.ts';
import type { Origins } from '#server/access/origins.ts';
import type { Sessions } from '#server/access/sessions.ts';
import type { Setup } from '#server/access/setup.ts';
import type { Tries } from '#server/access/tries.ts';
import type { RefusalParams } from '#domain/refusals.ts';
import type { Services } from '#protocol/services.ts';
import type { ReadClosedLedger } from '#server/services/closed-ledger.ts';
import type { Rights } from '#server/services/rights.ts';
import type { Limits } from '#server/settings.ts';
import type { Metrics } from '#server/transport/http/metrics.ts';
import type { BeginEpoch } from '#server/commands/begin-epoch.ts';
import type { History } from '#server/history/history.contract.ts';
import type { LastSeen } from '#server/history/last-seen.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { BackupStanding } from '#server/jobs/nightly-backup.ts';
import type { RunCommand } from '#server/exchange/exchange.parts.ts';

export interface Demo {
  readonly password: string;
  readonly usernames: readonly string[];
}

export interface DoorParts {
  readonly services: Services;
  readonly rights: Rights;
  readonly administration: Administration;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly setup: Setup;
  readonly tries: Tries;
  readonly origins: Origins;
  readonly exchange: Exchange;
  readonly history: History;
  readonly lastSeen: LastSeen;
  readonly runCommand: RunCommand;
  readonly beginEpoch: BeginEpoch;
  readonly closedLedger: ReadClosedLedger;
  readonly demo: Demo | null;
  readonly limits: Limits;
  readonly proxyHops: number;
  readonly metricsToken: string | null;
  readonly metrics: Metrics;
  /** Why nothing can be written, or null. */
  readonly storeReadOnly: () => string | null;
  /** How the nightly backup stands, or null where none is set. */
  readonly backup: () => BackupStanding | null;
  readonly sentence: (code: string, params: RefusalParams, locale: 'zh-CN' | 'en') => string;
  readonly log: Logger;
}
