/** Copies a data folder while the server writes to it, proves the copy whole, and only then gives it its name. Changes no data. */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { inspect } from '#server/backup/inspect.ts';
import {
  BACKUP_FORMAT,
  BackupProblem,
  DATABASES,
  MANIFEST_NAME,
  SECRETS_NAME,
  hashOf,
  synced,
  writeManifest,
  type FileEntry,
  type Manifest,
} from '#server/backup/manifest.ts';

/** Pages of 4 KiB copied in one go, before others have their turn. */
const PAGES_AT_ONCE = 2_000;
const BUSY_WAIT_MS = 10_000;

export interface BackupRequest {
  readonly dataFolder: string;
  /** must not exist; its parent is made where it is missing */
  readonly target: string;
  /** the keys of session cookies and receipts go along, so that open pages and sessions live on after a restore */
  readonly withSecrets: boolean;
  readonly clock: () => Date;
}
export interface BackupMade {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest: written down elsewhere, it proves that nobody changed the backup */
  readonly sha256: string;
}

/** How a folder is called while it is not yet what it is going to be. */
export const partialName = (path: string): string => join(dirname(path), `.${basename(path)}.partial-`);

/** Rejects with `BackupProblem` when the target exists, the data are not there, or the copy is not whole: then nothing is left of it. */
export async function makeBackup(request: BackupRequest): Promise<BackupMade> {
  const [dataFolder, target] = [resolve(request.dataFolder), resolve(request.target)];
  for (const name of DATABASES) {
    if (!existsSync(join(dataFolder, name)))
      throw new BackupProblem(`There is nothing to back up in ${dataFolder}: it has no ${name}.`, {
        usage: true,
      });
  }
  refuseExisting(target);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const partial = await mkdtemp(partialName(target));
  try {
    const at = request.clock().toISOString();
    for (const name of DATABASES) await copyDatabase(join(dataFolder, name), join(partial, name));
    if (request.withSecrets) await copyFile(join(dataFolder, SECRETS_NAME), join(partial, SECRETS_NAME));
    const { findings, ledgers, schemas } = await inspect(partial);
    if (findings.length > 0)
      throw new BackupProblem(`The data are damaged, and no backup was kept:\n  ${findings.join('\n  ')}`);
    const names = [...DATABASES, ...(request.withSecrets ? ([SECRETS_NAME] as const) : [])];
    const files: FileEntry[] = [];
    for (const name of names) {
      await chmod(join(partial, name), 0o600);
      await synced(join(partial, name));
      files.push({ name, ...(await hashOf(join(partial, name))) });
    }
    const manifest: Manifest = { format: BACKUP_FORMAT, at, schemas, files, ledgers: [...ledgers] };
    await writeManifest(partial, manifest);
    await synced(partial);
    refuseExisting(target);
    await rename(partial, target);
    await synced(dirname(target));
    return { manifest, sha256: (await hashOf(join(target, MANIFEST_NAME))).sha256 };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

function refuseExisting(target: string): void {
  if (existsSync(target))
    throw new BackupProblem(`${target} exists already. A backup overwrites nothing: name a new folder.`, {
      usage: true,
    });
}

/**
 * SQLite's online backup of one moment. The open transaction holds that moment: without it, every commit of the server
 * would start the copy over.
 */
async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(to, { progress: () => PAGES_AT_ONCE });
    source.exec('COMMIT');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupProblem(`${from} can't be copied: ${reason}.`);
  } finally {
    source.close();
  }
  // One file instead of three: the copy is read from a folder where nothing may be written.
  const copy = new Database(to);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}
