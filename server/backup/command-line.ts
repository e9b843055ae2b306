/** What `npm run backup` and `npm run restore` take as arguments and say on the console. Exit codes: 0 done, 1 failed, 2 asked wrongly. */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { BackupProblem } from '#server/backup/manifest.ts';
import { makeBackup } from '#server/backup/make-backup.ts';
import { restoreBackup } from '#server/backup/restore-backup.ts';

const BACKUP_USAGE = 'npm run backup -- [--data FOLDER] [--without-secrets] TARGET';
const RESTORE_USAGE = 'npm run restore -- [--end-sessions] BACKUP FOLDER';
const MIB = 1024 * 1024;
const PARTIAL_MASK = 0o077;

type Environment = Readonly<Record<string, string | undefined>>;
type Words = readonly string[];

const wrongly = (sentence: string, usage: string): BackupProblem =>
  new BackupProblem(`${sentence}\n  ${usage}`, { usage: true });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function parse<T>(read: () => T, usage: string): T {
  try {
    return read();
  } catch (error) {
    throw wrongly(reasonOf(error), usage);
  }
}

async function backup(words: Words, environment: Environment): Promise<string> {
  const options = { data: { type: 'string' }, 'without-secrets': { type: 'boolean' } } as const;
  const { values, positionals } = parse(
    () => parseArgs({ args: [...words], options, allowPositionals: true }),
    BACKUP_USAGE,
  );
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0)
    throw wrongly('Say where the backup goes, in one folder that does not exist yet.', BACKUP_USAGE);
  const dataFolder = values.data ?? (environment['SANDAN_DATA'] || '.sandan');
  const withSecrets = values['without-secrets'] !== true;
  const { manifest, sha256 } = await makeBackup({ dataFolder, target, withSecrets, clock: () => new Date() });
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `Backed up ${manifest.ledgers.length} ledgers to ${resolve(target)} (${Math.ceil(bytes / MIB)} MiB), checked whole.`,
    `Everything saved before ${manifest.at} is in it. SHA-256 of its manifest: ${sha256}`,
    withSecrets
      ? 'It holds the keys and password hashes of this installation: keep it where only its keepers read.'
      : 'The keys are not in it: after a restore everybody signs in anew.',
  ].join('\n');
}

async function restore(words: Words): Promise<string> {
  const options = { 'end-sessions': { type: 'boolean' } } as const;
  const { values, positionals } = parse(
    () => parseArgs({ args: [...words], options, allowPositionals: true }),
    RESTORE_USAGE,
  );
  const [source, target, ...more] = positionals;
  if (source === undefined || target === undefined || more.length > 0)
    throw wrongly('Say which backup, and the empty or new folder that it goes to.', RESTORE_USAGE);
  const endSessions = values['end-sessions'] === true;
  const restored = await restoreBackup({ source, target, endSessions, clock: () => new Date() });
  const sessionsEnded = endSessions || !restored.withSecrets;
  return [
    `Restored ${restored.ledgers} ledgers to ${resolve(target)}, as they were at ${restored.manifest.at}.`,
    `SHA-256 of the backup's manifest: ${restored.sha256}`,
    'Every ledger began a new epoch: pages that stayed open come back and show what the backup did not have.',
    sessionsEnded ? 'All sessions have ended: everybody signs in anew.' : 'Sessions of that time go on.',
    `Start the server on it: SANDAN_DATA=${resolve(target)} npm start`,
  ].join('\n');
}

/** Runs one of the two and answers the exit code. What is said goes to the console. */
export async function runCommandLine(
  which: 'backup' | 'restore',
  words: Words,
  environment: Environment,
): Promise<number> {
  // the copies hold names, password hashes and keys: their owner's alone from the first byte on
  process.umask(PARTIAL_MASK);
  try {
    const said = which === 'backup' ? await backup(words, environment) : await restore(words);
    process.stdout.write(`${said}\n`);
    return 0;
  } catch (error) {
    // what layers below say to the operator is a plain Error with a sentence; a TypeError and its kin are ours to mend
    const ours = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
    process.stderr.write(`${ours ? (error.stack ?? error.message) : reasonOf(error)}\n`);
    return error instanceof BackupProblem && error.usage ? 2 : 1;
  }
}
