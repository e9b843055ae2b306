/** Breaks the data of a stage whose server was killed: a record that somebody altered, and a disk that went back. Looks at no page. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const isLedgers = (name: string): boolean => name.startsWith('ledgers.db');

/** The record of a commit is altered, told by the last one's number, and no checkpoint can stand in for it. Answers its number. */
export function alterRecord(folder: string, ledger: string, which: (last: number) => number): number {
  const database = new Database(join(folder, 'ledgers.db'));
  try {
    const last = database.prepare('SELECT seq FROM ledger WHERE id = ?').pluck().get(ledger);
    const seq = which(Number(last));
    database.prepare('DELETE FROM checkpoint WHERE ledger = ?').run(ledger);
    const { changes } = database
      .prepare("UPDATE log SET role = 'leader' WHERE ledger = ? AND seq = ?")
      .run(ledger, seq);
    if (changes !== 1) throw new Error(`the ledger ${ledger} has no commit ${seq}`);
    return seq;
  } finally {
    database.close();
  }
}

/** The disk as it is now; `goBack` puts it back, `forget` removes the copy. */
export function keepDisk(folder: string): { readonly goBack: () => void; readonly forget: () => void } {
  const kept = mkdtempSync(join(tmpdir(), 'sandan-disk-'));
  const copy = (from: string, to: string): void => {
    for (const name of readdirSync(to).filter(isLedgers)) rmSync(join(to, name));
    for (const name of readdirSync(from).filter(isLedgers)) cpSync(join(from, name), join(to, name));
  };
  copy(folder, kept);
  return {
    goBack: () => copy(kept, folder),
    forget: () => rmSync(kept, { recursive: true, force: true }),
  };
}
