import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, type Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPageParts } from '#server/page-parts.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { outliveReset, refuseUpgrade } from '#server/transport/refuse-upgrade.ts';
import { codeOf, openHouse } from './house.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandan-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the process to its end. */
function run(
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly errors: string }> {
  const main = new URL('../../server/main.ts', import.meta.url).pathname;
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, SANDAN_DATA: folder, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors }));
  });
}

describe('a start that cannot be', () => {
  it.each([
    [{ PORT: 'eighty' }, /^PORT must be a whole number/],
    [{ SANDAN_DEMO: '1', NODE_ENV: 'production' }, /^SANDAN_DEMO=1 opens the board to everybody/],
    [{ SANDAN_ORIGIN: 'board.example' }, /^SANDAN_ORIGIN must be a comma list/],
  ])('[A13] %j ends with one sentence and no stack', async (environment, sentence) => {
    const { code, errors } = await run(environment);
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});

describe('a folder that cannot be served', () => {
  it('[A13] keys that cannot be read end the start with the sentence that says which', async () => {
    writeFileSync(join(folder, 'secrets.json'), 'nothing');
    const { code, errors } = await run({ PORT: '0' });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The keys in .*secrets\.json cannot be read/);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('[D7] a folder that another process serves is refused', async () => {
    const store = await openSqliteStore(folder);
    const { code, errors } = await run({ PORT: '0' });
    await store.close();
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(errors).toContain('ledgers.db');
  });
});

describe('what fails on the way to one answer', () => {
  it('[A9] every part of the pages is there before anybody asks, whatever becomes of the folder', async () => {
    const parts = join(folder, 'server');
    mkdirSync(join(parts, 'chunks', '_pages'), { recursive: true });
    const lines = { 'a.js': 'a', 'chunks/_pages/b.js': 'b' };
    for (const [name, part] of Object.entries(lines))
      writeFileSync(join(parts, name), `(globalThis.loadedParts ??= []).push('${part}');`);
    writeFileSync(join(parts, 'a.js.map'), '{');
    await loadPageParts(pathToFileURL(`${parts}/`));
    expect(Reflect.get(globalThis, 'loadedParts')).toEqual(expect.arrayContaining(['a', 'b']));
    Reflect.deleteProperty(globalThis, 'loadedParts');
  });

  it.each(['/%', '/%E0%A4%A', '/ledgers/%', '/%/__data.json', '/%?x=%'])(
    '[A9] a path that cannot be decoded never reaches the pages: %s',
    async (path) => {
      const house = await openHouse();
      expect(codeOf(await house.visitor().get(path))).toBe('BAD_REQUEST');
      const fine = await house.visitor().get('/%E5%8F%B0%E8%B4%A6?x=%');
      expect([fine.status, fine.text]).toEqual([200, 'page']);
      await house.close();
    },
  );

  it('[A9] pages are only read', async () => {
    const house = await openHouse();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const refused = await house.visitor().send(method, '/signin?/action');
      expect([refused.status, codeOf(refused), refused.headers.allow]).toEqual([
        405,
        'METHOD_NOT_ALLOWED',
        'GET, HEAD',
      ]);
    }
    expect((await house.visitor().send('HEAD', '/signin')).status).toBe(200);
    await house.close();
  });

  it('[A9] a target that is no path never reaches the pages, nor does a range, and what they throw is answered', async () => {
    const asked: unknown[] = [];
    const house = await openHouse({}, {}, (request) => {
      asked.push([request.url, request.headers.range]);
      throw new RangeError('a range that ends before it begins');
    });
    for (const target of ['*', 'http://127.0.0.1/'])
      expect(codeOf(await house.visitor().send('OPTIONS', target))).toBe('BAD_REQUEST');
    const thrown = await house.visitor().get('/x', { headers: { range: 'bytes=5-2' } });
    expect([thrown.status, codeOf(thrown)]).toEqual([500, 'INTERNAL']);
    expect(asked).toEqual([['/x', undefined]]);
    await house.close();
  });

  it.each(['its reader goes', 'it cannot be read'])(
    '[A9] a file of the pages is let go of when %s, and ends nothing',
    async (what) => {
      const file = new Readable({ read: () => undefined });
      const closed = new Promise<void>((resolve) => file.once('close', resolve));
      const house = await openHouse({}, {}, (_request, response) => {
        response.writeHead(200).flushHeaders();
        file.pipe(response);
      });
      const reader = get(`http://127.0.0.1:${house.port}/x`);
      const gone = new Promise((resolve) => reader.once('close', resolve));
      const answer = await new Promise<IncomingMessage>((resolve) => reader.once('response', resolve));
      answer.on('error', () => undefined);
      if (what === 'its reader goes') answer.destroy();
      else file.destroy(new Error('the file is not there any more'));
      await Promise.all([closed, gone]);
      await house.close();
    },
  );

  it('[A9] an upgrade that is not taken is answered and closed, and a reset before that ends nothing', async () => {
    const server = createServer();
    const heard = new Promise<Duplex>((resolve) => server.once('upgrade', (_request, near) => resolve(near)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = 'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    // never closes its own end
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => far.write(ask));
    const ended = new Promise((resolve) => far.once('end', resolve));
    let answer = '';
    far.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const near = await heard;
    outliveReset(near);
    const closed = new Promise((resolve) => near.once('close', resolve));
    refuseUpgrade(near, 404);
    await Promise.all([closed, ended]);
    expect(answer).toContain('HTTP/1.1 404 Not Found');
    far.destroy();
    server.close();

    const reset = new PassThrough();
    outliveReset(reset);
    const over = new Promise((resolve) => reset.once('close', resolve));
    reset.destroy(new Error('read ECONNRESET'));
    await over;
    refuseUpgrade(reset, 404);
  });

  it.each([
    [
      'Object.assign(Object.create(null), { status: 303, location: "/signin" })',
      0,
      'thrown where nobody waited for it',
    ],
    ["new Error('half done')", 1, 'half done'],
  ])('[A9] a stray %s ends the process with %i', async (reason, code, words) => {
    const module = new URL('../../server/stray-rejections.ts', import.meta.url).href;
    const program = `import { outliveStrayRedirects } from '${module}';
      outliveStrayRedirects({ error: (fields, message) => console.error(message, fields) });
      setTimeout(() => console.error('goes on'), 50);
      void Promise.reject(${reason});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(code);
    expect(said).toContain(words);
    expect(said.includes('goes on')).toBe(code === 0);
  });
});
