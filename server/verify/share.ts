/** A share of a folder, proven in this thread: some ledgers, each of one moment, and perhaps the snapshots. */
import Database from 'better-sqlite3';
import { joined, type Report } from '#server/verify/findings.ts';
import { verifyLedger, type LedgerHead } from '#server/verify/verify-ledger.ts';
import { verifySnapshots } from '#server/verify/verify-snapshots.ts';

export interface Share {
  readonly file: string;
  readonly ledgers: readonly string[];
  readonly snapshots: boolean;
  readonly key: string | null;
}

const BUSY_WAIT_MS = 10_000;

/** Throws when the file can't be read. */
export function proveShare({ file, ledgers, snapshots, key }: Share): Report {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
  try {
    const head = database.prepare<[string], LedgerHead>(
      'SELECT id, seq, chain_hash FROM ledger WHERE id = ?',
    );
    // each of one moment: a server may be writing meanwhile
    const ofOneMoment = database.transaction((work: () => Report) => work());
    const reports = ledgers.flatMap((id) => {
      return ofOneMoment(() => {
        const ledger = head.get(id);
        return ledger ? verifyLedger(database, ledger, key) : joined([]);
      });
    });
    if (snapshots)
      for (const column of ['ledger', 'round'] as const)
        reports.push(ofOneMoment(() => verifySnapshots(database, column)));
    return joined(reports);
  } finally {
    database.close();
  }
}
