import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
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
