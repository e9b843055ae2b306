/**
 * A process that commits for ever and says so: `ACK opId` on standard output after each durable commit,
 * `BROKEN name` when a commit failed (and once more for the next attempt), then it ends.
 * Started by the fault tests: node committing-process.ts FOLDER FULL|OFF COMMITS [STAY]
 * STAY: after the commits it keeps the store open, so that it can be killed with its WAL as it is.
 */
import { writeSync } from 'node:fs';
import { readLedger } from '#server/store/log.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { ledgerId, loggedCommit, partiesOf } from '../contract/parties.ts';

const STANDARD_OUTPUT = 1;
const [folder, synchronous, commits, stay] = process.argv.slice(2);
if (!folder || (synchronous !== 'FULL' && synchronous !== 'OFF')) throw new Error('FOLDER FULL|OFF COMMITS');
const say = (line: string): void => void writeSync(STANDARD_OUTPUT, `${line}\n`);

const store = await openSqliteStore(folder, { synchronous });
const ledger = ledgerId(1);
if (!(await readLedger(store.db, ledger))) await store.commit([partiesOf(store)]);
const start = await readLedger(store.db, ledger);
if (!start) throw new Error('The ledger was not made.');

let { seq, chain_hash: prev } = start;
let failures = 0;
for (let n = 0; n < Number(commits) && failures < 2; n += 1) {
  const opId = `op${String(seq + 1).padStart(14, '0')}`;
  const logged = loggedCommit(store, { ledger, seq: seq + 1, prev, opId });
  try {
    const [result] = await store.commit([logged.statements]);
    if (!result?.ok) throw new Error('The commit was refused.');
    seq += 1;
    prev = logged.hash;
    say(`ACK ${opId}`);
  } catch (error) {
    failures += 1;
    say(`BROKEN ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
  }
}
if (stay !== 'STAY') {
  await store.close();
  say('CLOSED');
}
