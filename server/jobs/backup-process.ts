/** Makes a backup in a process of its own, as `npm run backup` does: proving a large copy whole would hold up everybody here. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BackupProblem } from '#server/backup/manifest.ts';

const PROGRAM = fileURLToPath(new URL('../backup/run.ts', import.meta.url));
const BACKUP_MS_MAX = 4 * 60 * 60_000;
const SAID_BYTES_MAX = 1024 * 1024;

/** Rejects with what the process said when it failed or was ended by `signal`. */
export function backUpInProcess(dataFolder: string, target: string, signal: AbortSignal): Promise<void> {
  const options = { timeout: BACKUP_MS_MAX, maxBuffer: SAID_BYTES_MAX, signal };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [PROGRAM, 'backup', '--data', dataFolder, target],
      options,
      (error, _out, errors) => {
        if (error) reject(new BackupProblem(errors.trim() || error.message));
        else resolve();
      },
    );
  });
}
