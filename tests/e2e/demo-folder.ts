/** The demo as its first start leaves it: seeded once in this process by a server that then stopped, and copied for whoever serves it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

let seeded: Promise<string> | undefined;

/** A folder that is never served again. */
async function seed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sandan-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const server = await ServerProcess.start({ port: await freePort(), folder, demo: true });
  const code = await server.end('SIGTERM');
  // a folder that was not closed cleanly is no beginning for anybody
  if (code !== 0) throw new Error(`the server of the demo ended with ${code}:\n${server.output}`);
  return folder;
}

/** Fills an empty folder with the demo: its accounts, keys and ledgers, and nobody signed in. */
export async function copyDemo(folder: string): Promise<void> {
  cpSync(await (seeded ??= seed()), folder, { recursive: true });
}
