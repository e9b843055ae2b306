/** A stage for journeys: a real server process on data of its own and a free port, which can be killed and started again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDemo } from './demo-folder.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

/** The password of every demo account. */
export const PASSWORD = 'sandan-demo';

export class Stage {
  #folder = '';
  readonly #name: string;
  readonly #demo: boolean;
  #server: ServerProcess | undefined;
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

  /** Where this process reaches the server, whatever browsers call it. */
  get #door(): string {
    return `http://localhost:${this.port}`;
  }

  /** The data; made with the first start, since spec files are also read where nothing is started. */
  get folder(): string {
    if (this.#folder === '') throw new Error('the stage has no data before its first start');
    return this.#folder;
  }

  /** Start the server on the stage's folder; data and port stay the same over restarts. */
  async start(): Promise<this> {
    if (this.#folder === '') {
      this.#folder = mkdtempSync(join(tmpdir(), 'sandan-stage-'));
      if (this.#demo) await copyDemo(this.#folder);
      this.port = await freePort();
    }
    this.#server = await ServerProcess.start({
      port: this.port,
      folder: this.#folder,
      demo: this.#demo,
      ...(this.#name === 'localhost' ? {} : { origin: this.url }),
    });
    return this;
  }

  /** End the server's process by a signal and wait until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.end(signal);
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
