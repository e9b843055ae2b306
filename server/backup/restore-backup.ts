/**
 * Makes a data folder of a backup: proves the backup, copies it beside the target, begins a new epoch of every ledger there,
 * and only then gives the folder its name. Changes nothing that exists.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { migrateAccounts } from '#server/access/accounts.migrations.ts';
import { readOrMakeSecrets } from '#server/access/secrets.ts';
import { auditStatement } from '#server/access/audit.ts';
import { inspect, type Inspection } from '#server/backup/inspect.ts';
import {
  BackupProblem,
  hashOf,
  MANIFEST_NAME,
  readManifest,
  SECRETS_NAME,
  synced,
  type LedgerHead,
  type Manifest,
} from '#server/backup/manifest.ts';
import { partialName } from '#server/backup/make-backup.ts';
import type { LedgerId } from '#domain/ids.ts';
import { epochAfter } from '#server/rooms/epoch-plan.ts';
import { epochStatements, rebuild } from '#server/rooms/epochs.ts';
import { loadLedger } from '#server/rooms/loading.ts';
import { readNewestCommit } from '#server/store/log.ts';
import { givenUpMac } from '#server/store/given-up.ts';
import { horizonMac } from '#server/store/horizon.ts';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';

export interface RestoreRequest {
  /** folder of the backup; it is only read */
  readonly source: string;
  /** missing or empty */
  readonly target: string;
  /** everybody signs in anew */
  readonly endSessions: boolean;
  readonly clock: () => Date;
}
export interface Restored {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest, as the backup printed it */
  readonly sha256: string;
  /** ledgers that began a new epoch */
  readonly ledgers: number;
  readonly withSecrets: boolean;
}

/** Rejects with `BackupProblem`: the target holds something, or the backup is damaged or altered. Then nothing was made. */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const [source, target] = [resolve(request.source), resolve(request.target)];
  await refuseData(target);
  const manifest = await readManifest(source);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const partial = await mkdtemp(partialName(target));
  try {
    await copyProven(manifest, source, partial);
    const { findings, ledgers, schemas } = await inspect(partial);
    const problems = [...findings, ...(findings.length > 0 ? [] : headsThatDiffer(manifest, ledgers))];
    if (problems.length > 0)
      throw new BackupProblem(`The backup ${source} is damaged:\n  ${problems.join('\n  ')}`);
    if (schemas.ledgers > MIGRATIONS.length)
      throw new BackupProblem(
        `The backup ${source} was made by a newer version of Sandan (schema ${schemas.ledgers}, this one knows ` +
          `${MIGRATIONS.length}). Restore it with that version.`,
      );
    const at = request.clock();
    settleAccounts(join(partial, 'accounts.db'), request.endSessions);
    await signAnew(partial);
    await beginEpochs(partial, manifest, at);
    const after = await inspect(partial);
    if (after.findings.length > 0)
      throw new BackupProblem(`The restored data are not whole:\n  ${after.findings.join('\n  ')}`);
    await settle(partial, target);
    return {
      manifest,
      sha256: (await hashOf(join(source, MANIFEST_NAME))).sha256,
      ledgers: ledgers.length,
      withSecrets: manifest.files.some(({ name }) => name === 'secrets.json'),
    };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Keys that did not come along are made now, and what was signed with the old ones is signed with these: it was just proven. */
async function signAnew(folder: string): Promise<void> {
  if (existsSync(join(folder, SECRETS_NAME))) return;
  const { receipt } = readOrMakeSecrets(folder);
  const store = await openSqliteStore(folder);
  try {
    for (const row of await store.db.selectFrom('given_up').selectAll().execute()) {
      const anew = store.db.updateTable('given_up').set({ mac: givenUpMac(receipt, row) });
      await store.commit([[anew.where('ledger', '=', row.ledger).where('seq', '=', row.seq).compile()]]);
    }
    for (const horizon of await store.db.selectFrom('log_horizon').selectAll().execute()) {
      const mac = horizonMac(receipt, horizon);
      await store.commit([
        [store.db.updateTable('log_horizon').set({ mac }).where('ledger', '=', horizon.ledger).compile()],
      ]);
    }
  } finally {
    await store.close();
  }
}

async function refuseData(target: string): Promise<void> {
  if (!existsSync(target)) return;
  if (!(await stat(target)).isDirectory())
    throw new BackupProblem(`${target} is a file. Name a folder that is empty or not there yet.`, {
      usage: true,
    });
  if ((await readdir(target)).length > 0)
    throw new BackupProblem(
      `${target} is not empty. A backup is restored into an empty or a new folder only, so that nothing is overwritten.`,
      { usage: true },
    );
}

/** The copies are hashed, not the originals: what was proven is what is used. */
async function copyProven(manifest: Manifest, source: string, partial: string): Promise<void> {
  for (const { name, bytes, sha256 } of manifest.files) {
    const [from, to] = [join(source, name), join(partial, name)];
    if (!existsSync(from)) throw new BackupProblem(`The backup ${source} is not whole: ${name} is missing.`);
    await copyFile(from, to);
    await chmod(to, 0o600);
    const found = await hashOf(to);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new BackupProblem(
        `The backup ${source} was altered or damaged: ${name} does not have its SHA-256.`,
      );
  }
}

function headsThatDiffer({ ledgers }: Manifest, found: Inspection['ledgers']): string[] {
  const said = new Map(ledgers.map((head) => [head.ledger, head]));
  const differs = ({ ledger, epoch, seq, hash }: LedgerHead): boolean => {
    const head = said.get(ledger);
    return head?.epoch !== epoch || head.seq !== seq || head.hash !== hash;
  };
  const problems = found
    .filter(differs)
    .map(({ ledger, seq }) => `ledgers.db: ledger ${ledger} stands at ${seq}, not where the manifest says`);
  const there = new Set(found.map(({ ledger }) => ledger));
  const missing = ledgers.filter(({ ledger }) => !there.has(ledger));
  return [...problems, ...missing.map(({ ledger }) => `ledgers.db: ledger ${ledger} is missing`)];
}

async function beginEpochs(folder: string, manifest: Manifest, at: Date): Promise<void> {
  const { receipt } = readOrMakeSecrets(folder);
  const store = await openSqliteStore(folder);
  try {
    let commitNo = await readNewestCommit(store.db);
    for (const { ledger } of manifest.ledgers) {
      commitNo += 1;
      await beginEpoch(store, receipt, ledger, { commitNo, at });
    }
    const detail = { backup: manifest.at, ledgers: manifest.ledgers.length };
    const [recorded] = await store.commit([
      [auditStatement(store, at, { by: null, act: 'data.restore', target: null, detail })],
    ]);
    if (!recorded?.ok) throw new Error('The restore could not be put on record.');
  } finally {
    await store.close();
  }
}

async function beginEpoch(
  store: Store,
  key: string,
  ledger: string,
  { commitNo, at }: { readonly commitNo: number; readonly at: Date },
): Promise<void> {
  const loaded = await loadLedger(store, ledger as LedgerId);
  if (!loaded.ok) throw new Error(`Ledger ${ledger} can't be read: ${loaded.code}.`);
  const { row, guarded, damage } = loaded.value;
  if (damage) throw new Error(`Ledger ${ledger} breaks at commit ${damage.at}: ${damage.reason}`);
  const state = rebuild(guarded.doc);
  guarded.destroy();
  const [written] = await store.commit([
    epochStatements(store, {
      ledger,
      before: { epoch: row.epoch, seq: row.seq, hash: row.chain_hash },
      epoch: epochAfter(row.epoch, at),
      at: at.toISOString(),
      commitNo,
      state,
      givenUp: {
        ...{ key, cause: 'backup', from_seq: row.seq + 1, to_seq: null },
        ...{ evidence: null, person: null, reason: null },
      },
    }),
  ]);
  if (!written?.ok) throw new Error(`Ledger ${ledger} could not begin a new epoch.`);
}

function settleAccounts(file: string, endSessions: boolean): void {
  const database = new Database(file);
  try {
    migrateAccounts(database);
    if (endSessions) database.exec('DELETE FROM session');
  } finally {
    database.close();
  }
}

async function settle(partial: string, target: string): Promise<void> {
  for (const name of await readdir(partial)) await synced(join(partial, name));
  await synced(partial);
  await refuseData(target);
  if (existsSync(target)) await makeWay(target);
  await rename(partial, target);
  await synced(dirname(target));
}

async function makeWay(target: string): Promise<void> {
  try {
    await rmdir(target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupProblem(
      `${target} can't be replaced (${reason}). Where it is the root of a disk, name a folder inside it.`,
      { usage: true },
    );
  }
}
