/** Every step of the schema of ledgers.db in order. A new step is a new file, added at the end. */
import type { Migration } from '#server/store/migrations/migration.ts';
import { ledgers } from '#server/store/migrations/0001-ledgers.ts';
import { assigned } from '#server/store/migrations/0002-assigned.ts';
import { history } from '#server/store/migrations/0003-history.ts';
import { keptSnapshots } from '#server/store/migrations/0004-kept-snapshots.ts';
import { dictionaries } from '#server/store/migrations/0005-dictionaries.ts';
import { logHorizon } from '#server/store/migrations/0006-log-horizon.ts';
import { formerNames } from '#server/store/migrations/0007-former-names.ts';
import { endedRounds } from '#server/store/migrations/0008-ended-rounds.ts';
import { givenUp } from '#server/store/migrations/0009-given-up.ts';
import { leanCommits } from '#server/store/migrations/0010-lean-commits.ts';
import { snapshotChain } from '#server/store/migrations/0011-snapshot-chain.ts';
import { signedCheckpoint } from '#server/store/migrations/0012-signed-checkpoint.ts';

export const MIGRATIONS: readonly Migration[] = [
  ledgers,
  assigned,
  history,
  keptSnapshots,
  dictionaries,
  logHorizon,
  formerNames,
  endedRounds,
  givenUp,
  leanCommits,
  snapshotChain,
  signedCheckpoint,
];
