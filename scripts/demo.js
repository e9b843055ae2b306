/** `npm run demo`: from a fresh clone to a served example round on http://localhost:3000. A second start keeps the data. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, projectNode, root } from './ground.js';

await install();
await build();

const server = spawn(projectNode(), [join(root, 'server/main.ts')], {
  cwd: root,
  stdio: 'inherit',
  env: {
    PORT: '3000',
    SANDAN_DATA: join(root, '.sandan/demo'),
    ...process.env,
    SANDAN_DEMO: '1',
  },
});
// The server stops cleanly by itself; the parent only waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('error', (error) => {
  process.stderr.write(`The server could not be started: ${error.message}\n`);
  process.exitCode = 1;
});
server.on('close', (code) => {
  process.exitCode = code ?? 0;
});
