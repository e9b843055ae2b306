/**
 * The real app without pages in a process of its own, with a cast on its first start. Says `CAST json`, `PORT n`, and its log
 * as JSON lines; stops when standard input ends. Started by the fault tests: node app-process.ts FOLDER [BACKUPS]
 * BACKUPS: where nightly backups go, at any hour
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeSync } from 'node:fs';
import { createApp } from '#server/app.ts';
import { readSettings } from '#server/settings.ts';
import { makeCast } from '../contract/cast.ts';
import { Visitor, type House } from '../contract/house.ts';

const STANDARD_OUTPUT = 1;
const [folder, backups] = process.argv.slice(2);
if (!folder) throw new Error('FOLDER');
const say = (line: string): void => void writeSync(STANDARD_OUTPUT, `${line}\n`);

const app = await createApp(
  readSettings({
    SANDAN_DATA: folder,
    SANDAN_LOG_LEVEL: 'error',
    ...(backups !== undefined && { SANDAN_BACKUP_FOLDER: backups, SANDAN_BACKUP_HOUR: '0' }),
  }),
);
const server = createServer((request, response) =>
  app.handle(request, response, () => void response.writeHead(404).end()),
);
server.on('upgrade', (request, socket, head) => {
  if (!app.upgrade(request, socket, head)) socket.destroy();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
async function close(): Promise<void> {
  await app.close();
  server.closeAllConnections();
  server.close();
}
if (app.setupCode !== null) {
  const house: House = { app, port, folder, visitor: () => new Visitor(port), close };
  const { people, ledger, otherLedger } = await makeCast(house);
  say(`CAST ${JSON.stringify({ office: people.office, ledger, otherLedger })}`);
}
say(`PORT ${port}`);
process.stdin.resume();
process.stdin.once('end', () => void close().then(() => say('CLOSED')));
