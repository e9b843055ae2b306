/** `npm run restore`: makes a data folder of a backup. The work is done in server/backup. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, projectNode, root, run, tool } from './ground.js';

// never installs: a server may be running on what is here
if (!existsSync(tool('better-sqlite3'))) giveUp('Nothing is installed here yet: run "npm ci" first.');
// paths are meant from where the command was given, which npm tells
process.exitCode = await run(
  projectNode(),
  [join(root, 'server/backup/run.ts'), 'restore', ...process.argv.slice(2)],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  },
);
