/** The keys of this installation: made once in the data folder, readable by its owner alone, apart from the databases. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const hexKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Secrets = v.object({
  /** signs session cookies */
  session: hexKey,
  /** signs the receipts of acknowledged commits (docs/protocol.md) */
  receipt: hexKey,
});
export type Secrets = v.InferOutput<typeof Secrets>;

/** Reads `secrets.json`, or makes it. Throws when the file is there but unreadable: new keys would end every session unnoticed. */
export function readOrMakeSecrets(dataFolder: string): Secrets {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, 'secrets.json');
  const made: Secrets = {
    session: randomBytes(32).toString('hex'),
    receipt: randomBytes(32).toString('hex'),
  };
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return parse(path);
    throw error;
  }
  try {
    writeSync(file, `${JSON.stringify(made, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return made;
}

function parse(path: string): Secrets {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Secrets), readFileSync(path, 'utf8'));
  if (!read.success)
    throw new Error(
      `The keys in ${path} cannot be read. Restore the file from a backup, or remove it: everybody then signs in anew.`,
    );
  return read.output;
}
