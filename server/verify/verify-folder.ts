/** Proves a data folder or a backup whole, beside a running server or not: files, logs, checkpoints, operations, snapshots. Only reads. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { hashOf, MANIFEST_NAME, readManifest, SECRETS_NAME } from '#server/backup/manifest.ts';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { ledgersFile } from '#server/store/sqlite/reading.ts';
import { findDamage } from '#server/store/sqlite/soundness.ts';
import { joined, NOTHING_COUNTED, type Finding, type Report } from '#server/verify/findings.ts';
import type { Share } from '#server/verify/share.ts';

/** Threads at most: more would read the same disk against each other. */
const THREADS_MAX = 4;

const Keys = v.object({ receipt: v.string() });

/** The receipt key, null where it did not come along (a backup without secrets). Throws when the file is unreadable. */
async function readKey(folder: string): Promise<string | null> {
  const path = join(folder, SECRETS_NAME);
  if (!existsSync(path)) return null;
  return v.parse(v.pipe(v.string(), v.parseJson(), Keys), await readFile(path, 'utf8')).receipt;
}

/** Of a backup: every file is the one its manifest names. */
async function verifyManifest(folder: string): Promise<readonly Finding[]> {
  if (!existsSync(join(folder, MANIFEST_NAME))) return [];
  const { files } = await readManifest(folder);
  const findings: Finding[] = [];
  for (const { name, bytes, sha256 } of files) {
    const path = join(folder, name);
    const there = existsSync(path) ? await hashOf(path) : null;
    if (there?.sha256 !== sha256 || there.bytes !== bytes)
      findings.push({
        kind: 'file',
        where: name,
        at: null,
        what: 'the file is not the one that the manifest of the backup names',
      });
  }
  return findings;
}

const prove = (share: Share): Promise<Report> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share, execArgv: [] });
    worker.once('message', (report: Report) => resolve(report));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A thread of the verification ended with code ${code}.`)));
  });

/** Ledgers by the length of their logs, the longest first, each to the thread that has least. */
function shares(
  ledgers: readonly { readonly id: string; readonly seq: number }[],
  threads: number,
): string[][] {
  const all = Array.from({ length: threads }, () => ({ ids: [] as string[], commits: 0 }));
  for (const { id, seq } of [...ledgers].sort((a, b) => b.seq - a.seq)) {
    const least = all.reduce((a, b) => (b.commits < a.commits ? b : a));
    least.ids.push(id);
    least.commits += seq + 1;
  }
  return all.map(({ ids }) => ids);
}

/** Throws a sentence when the folder holds no ledgers, or those of another version. */
function readLedgers(file: string): readonly { readonly id: string; readonly seq: number }[] {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const schema = Number(database.pragma('user_version', { simple: true }));
    if (schema !== MIGRATIONS.length)
      throw new Error(
        `${file} has schema ${schema}, this program proves ${MIGRATIONS.length}: use the program that belongs to it, or start it once.`,
      );
    return database.prepare<[], { id: string; seq: number }>('SELECT id, seq FROM ledger').all();
  } finally {
    database.close();
  }
}

/** Rejects with a sentence when there is nothing to prove; what is wrong with what there is, is in the report. */
export async function verifyFolder(folder: string): Promise<Report> {
  const file = ledgersFile(folder);
  if (!existsSync(file)) throw new Error(`There is nothing to verify in ${folder}: it has no ledgers.db.`);
  const damage = ['ledgers.db', 'accounts.db'].flatMap((name) =>
    findDamage(join(folder, name), { thorough: false }).map((what): Finding => ({
      kind: 'file',
      where: name,
      at: null,
      what,
    })),
  );
  // what can't be read page by page can't be proven row by row
  if (damage.length > 0) return { findings: damage, counted: NOTHING_COUNTED, notes: [] };
  const key = await readKey(folder);
  const threads = Math.max(1, Math.min(THREADS_MAX, availableParallelism()));
  const reports = await Promise.all(
    shares(readLedgers(file), threads).map((ledgers, n) =>
      prove({ file, ledgers, snapshots: n === threads - 1, key }),
    ),
  );
  const ofFiles: Report = { findings: await verifyManifest(folder), counted: NOTHING_COUNTED, notes: [] };
  return joined([ofFiles, ...reports]);
}
