/** What a backup says of itself: its files with their hashes, and where the chain of every ledger stands. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

export const MANIFEST_NAME = 'manifest.json';
export const BACKUP_FORMAT = 'sandan.backup.1';
/** The databases in the order in which they are copied: accounts come after the ledgers that name them. */
export const DATABASES = ['ledgers.db', 'accounts.db'] as const;
export const SECRETS_NAME = 'secrets.json';
/** A manifest names a few files and at most some thousand ledgers. */
const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

const sha256Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Manifest = v.object({
  format: v.literal(BACKUP_FORMAT),
  /** ISO instant at which the copy of the ledgers began: what was acknowledged before it is in */
  at: v.pipe(v.string(), v.isoTimestamp()),
  schemas: v.object({ ledgers: count, accounts: count }),
  files: v.array(
    v.object({ name: v.picklist([...DATABASES, SECRETS_NAME]), bytes: count, sha256: sha256Hex }),
  ),
  /** by id; `hash` is the head of the chain at `seq` */
  ledgers: v.array(v.object({ ledger: v.string(), epoch: count, seq: count, hash: sha256Hex })),
});
export type Manifest = v.InferOutput<typeof Manifest>;
export type FileEntry = Manifest['files'][number];
export type LedgerHead = Manifest['ledgers'][number];

/** Something an operator can understand and act on: the message is the whole answer. `usage`: the request was wrong, no data. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem';
  readonly usage: boolean;

  constructor(sentence: string, { usage = false }: { readonly usage?: boolean } = {}) {
    super(sentence);
    this.usage = usage;
  }
}

export async function hashOf(file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Waits until a file or folder is on the disk. Folders can't be synced everywhere: where not, the system does without. */
export async function synced(path: string): Promise<void> {
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && process.platform === 'win32') return;
  const handle = await open(path, isFolder ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, MANIFEST_NAME);
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  await synced(path);
}

/** Throws `BackupProblem` when the folder is no backup of ours, or of a later form. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_NAME);
  let text: string;
  try {
    if ((await stat(path)).size > MANIFEST_BYTES_MAX) throw new BackupProblem(`${path} is no manifest.`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof BackupProblem) throw error;
    throw new BackupProblem(`${folder} is no backup: it has no readable ${MANIFEST_NAME}.`);
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), text);
  if (!read.success)
    throw new BackupProblem(
      `${path} is not of the form ${BACKUP_FORMAT}: it was altered, or made by a newer version of Sandan.`,
    );
  for (const name of DATABASES) {
    if (read.output.files.filter((file) => file.name === name).length !== 1)
      throw new BackupProblem(`${path} does not name ${name} once.`);
  }
  return read.output;
}
