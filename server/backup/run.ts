/** The process of `npm run backup` and `npm run restore`: node server/backup/run.ts backup|restore ARGUMENTS. */
import * as crypto from 'node:crypto';
import { nodeProblem } from '#server/node-version.ts';

const problem = nodeProblem(process.versions.node, 'argon2' in crypto);
const [which, ...words] = process.argv.slice(2);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else if (which === 'backup' || which === 'restore') {
  const { runCommandLine } = await import('#server/backup/command-line.ts');
  process.exitCode = await runCommandLine(which, words, process.env);
} else {
  process.stderr.write('Say backup or restore.\n');
  process.exitCode = 2;
}
