/** The process of `npm run verify -- FOLDER`. Exit codes: 0 whole, 1 something differs or can't be read, 2 asked wrongly. */
import * as crypto from 'node:crypto';
import { resolve } from 'node:path';
import { nodeProblem } from '#server/node-version.ts';

const FINDINGS_SAID_MAX = 100;
const MS = 1_000;

async function verify(folder: string): Promise<number> {
  const { verifyFolder } = await import('#server/verify/verify-folder.ts');
  const { sentenceOf } = await import('#server/verify/findings.ts');
  const start = performance.now();
  const { findings, counted, notes } = await verifyFolder(folder);
  const seconds = ((performance.now() - start) / MS).toFixed(1);
  for (const note of notes) process.stdout.write(`${note}\n`);
  for (const finding of findings.slice(0, FINDINGS_SAID_MAX))
    process.stderr.write(`${sentenceOf(finding)}\n`);
  if (findings.length > FINDINGS_SAID_MAX)
    process.stderr.write(`… and ${findings.length - FINDINGS_SAID_MAX} more.\n`);
  const { ledgers, commits, checkpoints, snapshots } = counted;
  const outcome = findings.length === 0 ? 'whole' : `${findings.length} broken`;
  process.stdout.write(
    `${ledgers} ledgers, ${commits} commits, ${checkpoints} checkpoints, ${snapshots} snapshots: ${outcome} (${seconds} s)\n`,
  );
  return findings.length === 0 ? 0 : 1;
}

const problem = nodeProblem(process.versions.node, 'argon2' in crypto);
const [folder, ...more] = process.argv.slice(2);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else if (folder === undefined || more.length > 0) {
  process.stderr.write('Say which data folder or backup:\n  npm run verify -- FOLDER\n');
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await verify(resolve(folder));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
