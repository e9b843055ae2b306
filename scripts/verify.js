/** `npm run verify -- FOLDER`: recomputes every hash of a data folder or a backup, also beside a running server. The work is done in server/verify. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, projectNode, root, run, tool } from './ground.js';

// never installs: a server may be running on what is here
if (!existsSync(tool('better-sqlite3'))) giveUp('Nothing is installed here yet: run "npm ci" first.');
process.exitCode = await run(projectNode(), [join(root, 'server/verify/run.ts'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
