/** Listens: API and sockets from app.ts, pages from the build, a clean stop on a signal. Decides nothing about requests. */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { word } from '#messages/sentence.ts';
import { DEMO_HOST } from '#protocol/demo-hosts.ts';
import { createApp, type App } from '#server/app.ts';
import { loadPageParts } from '#server/page-parts.ts';
import { outliveStrayRedirects } from '#server/stray-rejections.ts';
import { localAddress, readSettings, type Settings } from '#server/settings.ts';
import { PROTOCOL_HEADER } from '#server/transport/http/http.ts';
import { outliveReset, refuseUpgrade } from '#server/transport/refuse-upgrade.ts';

const PAGES = new URL('../build/handler.js', import.meta.url);
const PAGE_PARTS = new URL('../build/server/', import.meta.url);
const CONNECTIONS_MAX = 20_000;
const REQUEST_MS_MAX = 120_000;
const HEADERS_MS_MAX = 20_000;

type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

async function loadPages(): Promise<Pages> {
  if (!existsSync(fileURLToPath(PAGES)))
    throw new Error('The pages are not built yet: run "npm run build" first.');
  // Read by the pages' handler when it is loaded: the scheme comes from us, never from a client.
  process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
  for (const name of ['ORIGIN', 'HOST_HEADER', 'PORT_HEADER', 'ADDRESS_HEADER']) delete process.env[name];
  const module: unknown = await import(PAGES.href);
  const handler: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'handler') : null;
  if (typeof handler !== 'function')
    throw new Error('build/handler.js is not what "npm run build" makes. Build again.');
  await loadPageParts(PAGE_PARTS);
  return handler as Pages;
}

function listen(server: Server, settings: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${settings.port} on ${settings.host} is in use. Set PORT to another one, or stop what uses it.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(settings.port, settings.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : settings.port);
    });
  });
}

function notFound(response: ServerResponse): void {
  response.statusCode = 404;
  response.end();
}

function stopOnSignal(server: Server, app: App, settings: Settings): void {
  let stopping = false;
  async function stop(signal: string): Promise<void> {
    if (stopping) process.exit(1);
    stopping = true;
    app.log.info({ signal }, 'stopping');
    const late = setTimeout(() => {
      app.log.error('not everything closed in time');
      process.exit(1);
    }, settings.limits.stopSecondsMax * 1000);
    server.close();
    server.closeIdleConnections();
    await app.close();
    server.closeAllConnections();
    // whatever still holds the process then has no right to
    late.unref();
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        app.log.fatal({ err: error }, 'the stop failed');
        process.exit(1);
      });
    });
  }
}

function greet(app: App, address: string): void {
  const { demo } = app.services;
  const lines = ['', `  Sandan 三单   ${address}`, ''];
  if (demo && app.demoPassword !== null) {
    const width = Math.max(...demo.accounts.map((account) => account.username.length));
    lines.push(`  Demo accounts, password ${app.demoPassword}:`);
    for (const { username, name, organisations, roles } of demo.accounts) {
      const held = roles.map((role) => word('role', role, 'zh-CN')).join('、');
      lines.push(`    ${username.padEnd(width)}  ${name}  ${organisations.join('、')} · ${held}`);
    }
    lines.push('', `  Four of them side by side, live: http://${DEMO_HOST}:${new URL(address).port}`, '');
  }
  if (app.setupCode !== null) {
    lines.push(
      `  Nobody is here yet. Open ${address}/setup and enter this one-time code:`,
      '',
      `    ${app.setupCode}`,
      '',
    );
  }
  lines.push('  Stop with Ctrl+C.', '');
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function start(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const settings = readSettings(environment);
  // Everything this process writes is its owner's alone: names, password hashes, what units wrote.
  process.umask(0o077);
  const app = await createApp(settings);
  outliveStrayRedirects(app.log);
  try {
    const pages = await loadPages();
    const server = createServer(
      { requestTimeout: REQUEST_MS_MAX, headersTimeout: HEADERS_MS_MAX },
      (request, response) =>
        app.handle(request, response, () => pages(request, response, () => notFound(response))),
    );
    server.maxConnections = CONNECTIONS_MAX;
    server.on('upgrade', (request, socket, head) => {
      outliveReset(socket);
      if (!app.upgrade(request, socket, head)) refuseUpgrade(socket, 404);
    });
    const port = await listen(server, settings);
    stopOnSignal(server, app, settings);
    greet(app, localAddress(settings.host, port));
    app.warmUp();
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Serves until a signal. A wrong setting or a missing build ends the process with a sentence. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    await start(environment);
  } catch (error) {
    // What layers below say to the operator is a plain Error with a sentence; a TypeError and its kin are ours to mend.
    const plain =
      error instanceof Error &&
      !(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${plain ? error.message : stack}\n`);
    process.exitCode = 1;
  }
}
