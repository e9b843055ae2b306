/** A stage for journeys: a real server process on a fresh data folder and a free port, which can be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS_MAX = 60_000;
const POLL_MS = 50;
const OUTPUT_CHARS_MAX = 200_000;

/** The password of every demo account. */
export const PASSWORD = 'sandan-demo';

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Poll until `condition` answers something; the error names what was waited for. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  msMax = 20_000,
): Promise<T> {
  const deadline = Date.now() + msMax;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${msMax} ms in vain: ${what}`);
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}

export class Stage {
  #folder = '';
  readonly #name: string;
  readonly #demo: boolean;
  #process: ChildProcess | undefined;
  #output = '';
  port = 0;

  /**
   * `name`: under which browsers call the server; a name that is not localhost becomes its `SANDAN_ORIGIN`.
   * `demo`: with the example and its accounts, or as it is delivered.
   */
  constructor(name = 'localhost', demo = true) {
    this.#name = name;
    this.#demo = demo;
  }

  get url(): string {
    return `http://${this.#name}:${this.port}`;
  }

  get #environment(): NodeJS.ProcessEnv {
    const own = {
      PORT: String(this.port),
      HOST: '127.0.0.1',
      SANDAN_DATA: this.folder,
      SANDAN_DEMO: this.#demo ? '1' : '0',
      NODE_ENV: 'test',
    };
    return { ...process.env, ...own, ...(this.#name === 'localhost' ? {} : { SANDAN_ORIGIN: this.url }) };
  }

  /** Where this process reaches the server, whatever browsers call it. */
  get #door(): string {
    return `http://localhost:${this.port}`;
  }

  /** The data; made with the first start, since spec files are also read where nothing is started. */
  get folder(): string {
    if (this.#folder === '') this.#folder = mkdtempSync(join(tmpdir(), 'sandan-stage-'));
    return this.#folder;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the server is not running');
    return pid;
  }

  /** What the server printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Start the server on the stage's folder; the port stays the same over restarts. */
  async start(): Promise<this> {
    if (this.port === 0) this.port = await freePort();
    const child = spawn(process.execPath, [join(ROOT, 'server/main.ts')], {
      cwd: ROOT,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-OUTPUT_CHARS_MAX);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.#process = child;
    await until(
      'the server answers /readyz',
      async () => {
        if (child.exitCode !== null)
          throw new Error(`the server ended with ${child.exitCode}:\n${this.#output}`);
        try {
          return (await fetch(`${this.#door}/readyz`)).ok;
        } catch {
          // Not listening yet: that is what is being waited for.
          return false;
        }
      },
      READY_MS_MAX,
    );
    return this;
  }

  /** End the server's process by a signal and wait until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.kill(signal);
    });
  }

  /** Stop and remove the data. */
  async close(): Promise<void> {
    await this.end('SIGTERM');
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Sign in through the door; answers the cookie header of the session. */
  async cookie(username: string, password = PASSWORD): Promise<string> {
    const response = await fetch(`${this.#door}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.#door },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok)
      throw new Error(`${username} could not sign in: ${response.status} ${await response.text()}`);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  /** One request to a door as the bearer of the cookie; answers status and parsed body. */
  async call(
    cookie: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.#door}${path}`, {
      method,
      headers: {
        cookie,
        origin: this.#door,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}
