/** What the start does not see, the thread after it does: a break behind the checkpoint is named and closes the ledger (rule D10). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provenLedgers, startHistoryCheck } from '#server/jobs/history-check.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { ledgersFile } from '#server/store/sqlite/reading.ts';
import { ledgerId, loggedCommit, partiesOf } from '../../tests/contract/parties.ts';

const LEDGER = ledgerId(1);
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandan-history-check-'));
  const store = await openSqliteStore(folder);
  await store.commit([partiesOf(store, 2)]);
  let prev = CHAIN_START;
  for (const seq of [1, 2, 3]) {
    const logged = loggedCommit(store, { ledger: LEDGER, seq, prev });
    prev = logged.hash;
    await store.commit([logged.statements]);
  }
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function check(delayMs: number, isGivenUp = false) {
  const [found, logged]: [unknown[], string[]] = [[], []];
  const started = startHistoryCheck({
    file: ledgersFile(folder),
    receiptKey: 'k',
    ledgers: async () => [LEDGER, ledgerId(2)],
    isGivenUp: async () => isGivenUp,
    damageFound: (ledger, at) => found.push([ledger, at]),
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (_details: object, message: string) => logged.push(message),
    } as never,
    delayMs,
  });
  return { started, found, logged };
}

describe('[D10] the history, checked after the start', () => {
  it('[D10] says nothing where all is well', async () => {
    const { started, found, logged } = check(0);
    await started.done;
    expect([found, logged]).toEqual([[], []]);
  });

  it('[D10] names a break and closes its ledger', async () => {
    const database = new Database(join(folder, 'ledgers.db'));
    database.exec("UPDATE change SET new_value = '9' WHERE seq = 2");
    database.close();
    const { started, found, logged } = check(0);
    await started.done;
    expect(found).toEqual([[LEDGER, 2]]);
    expect(logged).toEqual([expect.stringContaining(`history does not hold: ledger ${LEDGER}, at 2:`)]);
  });

  it('[D12] a break that somebody goes on without by the time it is found closes nothing', async () => {
    const database = new Database(join(folder, 'ledgers.db'));
    database.exec("UPDATE change SET new_value = '9' WHERE seq = 2");
    database.close();
    const { started, found, logged } = check(0, true);
    await started.done;
    expect(found).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('[D10] ends with the server', async () => {
    const { started, found } = check(60_000);
    await started.close();
    await started.done;
    expect(found).toEqual([]);
  });
});

describe('[N14] what may be shortened', () => {
  it('[N14] is what holds from its beginning to its end', async () => {
    const ids = [LEDGER, ledgerId(2)];
    expect(await provenLedgers(ledgersFile(folder), ids, 'k')).toEqual(new Set(ids));
    const database = new Database(join(folder, 'ledgers.db'));
    database.exec("UPDATE log SET role = 'office' WHERE seq = 3");
    database.close();
    expect(await provenLedgers(ledgersFile(folder), ids, 'k')).toEqual(new Set([ledgerId(2)]));
  });
});
