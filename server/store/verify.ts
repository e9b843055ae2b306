/**
 * `node server/store/verify.ts FOLDER`: recomputes the hash chain of every ledger (rule D4), also beside a running server.
 * Prints one line a ledger; ends with 1 when a chain breaks. Changes nothing.
 */
import { verifyChain } from '#server/store/log.ts';
import { openReading } from '#server/store/sqlite/reading.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say which data folder: node server/store/verify.ts FOLDER');
const db = openReading(folder);
const ledgers = await db.selectFrom('ledger').select('id').orderBy('id').execute();
let broken = 0;
for (const { id } of ledgers) {
  const verdict = await verifyChain(db, id);
  if (!verdict.ok) broken += 1;
  const finding = verdict.ok
    ? `whole, ${verdict.seq} commits, ${verdict.hash}`
    : `${verdict.reason} at ${verdict.seq}`;
  process.stdout.write(`${id}  ${finding}\n`);
}
process.stdout.write(`${ledgers.length} ledgers, ${broken} broken\n`);
await db.destroy();
process.exitCode = broken > 0 ? 1 : 0;
