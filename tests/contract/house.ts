/** Boots the app without pages on a free port over a fresh folder, and speaks to its doors as people do. For contract tests. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '#server/app.ts';
import { idFromBytes } from '#domain/ids.ts';
import type { SqliteStoreSettings } from '#server/store/sqlite/open.ts';
import { readSettings } from '#server/settings.ts';
import { answerFault } from './answers.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** parsed body, or null when it is not JSON */
  readonly json: unknown;
}
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON */
  readonly body?: unknown;
  /** sent as it is */
  readonly bytes?: Buffer;
  /** without saying how long it is */
  readonly chunked?: boolean;
}

/** The value at a path of an answer, for reading what a test expects to be there. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
export const codeOf = (reply: Reply): unknown => at(reply.json, 'error', 'code');
export const opId = (): string => idFromBytes(randomBytes(64)) ?? '';

/** A multipart body with one file. */
export function upload(name: string, bytes: Buffer, field = 'file'): Sent {
  const head = `--frontier\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--frontier--\r\n')]);
  return { bytes: body, headers: { 'content-type': 'multipart/form-data; boundary=frontier' } };
}

/** One person's cookies. */
export class Visitor {
  readonly #port: number;
  readonly #cookies = new Map<string, string>();

  constructor(port: number) {
    this.#port = port;
  }
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }
  send(method: string, path: string, sent: Sent = {}): Promise<Reply> {
    const body = sent.bytes ?? (sent.body === undefined ? undefined : Buffer.from(JSON.stringify(sent.body)));
    const headers: Record<string, string> = { host: `127.0.0.1:${this.#port}` };
    if (this.#cookies.size > 0) headers['cookie'] = this.cookie;
    if (sent.body !== undefined) headers['content-type'] = 'application/json';
    if (body && !sent.chunked) headers['content-length'] = String(body.length);
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        method,
        path,
        headers: { ...headers, ...sent.headers },
        agent: false,
      };
      const outgoing = sendRequest(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          this.#keep(incoming.headers['set-cookie'] ?? []);
          const isJson =
            incoming.headers['content-type']?.startsWith('application/json') === true && text !== '';
          const status = incoming.statusCode ?? 0;
          const json: unknown = isJson ? JSON.parse(text) : null;
          const fault = method === 'HEAD' ? null : answerFault(method, path, status, json);
          if (fault !== null)
            reject(
              new Error(
                `${method} ${path} does not answer as server/transport/http/description says: ${fault}`,
              ),
            );
          else resolve({ status, headers: incoming.headers, text, json });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
  /** A file as its bytes. */
  async bytes(path: string): Promise<Buffer> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, { headers: { cookie: this.cookie } });
    return Buffer.from(await answer.arrayBuffer());
  }
  /** As one of the demo's accounts. */
  async enter(username: string): Promise<this> {
    const { status, text } = await this.post('/api/demo/enter', { username });
    if (status !== 200) throw new Error(`${username} could not enter: ${status} ${text}`);
    return this;
  }
  /** The body of what must be there. */
  async read<T>(path: string): Promise<T> {
    const { status, text, json } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return json as T;
  }
  get = (path: string, sent?: Sent): Promise<Reply> => this.send('GET', path, sent);
  post = (path: string, body: unknown = {}, sent: Sent = {}): Promise<Reply> =>
    this.send('POST', path, { ...sent, body });
  patch = (path: string, body: unknown): Promise<Reply> => this.send('PATCH', path, { body });
  delete = (path: string): Promise<Reply> => this.send('DELETE', path);
  signIn = (username: string, password: string): Promise<Reply> =>
    this.post('/api/auth/sign-in/username', { username, password });

  #keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

export interface House {
  readonly app: App;
  readonly port: number;
  readonly folder: string;
  readonly visitor: () => Visitor;
  readonly close: () => Promise<void>;
}

type Pages = (request: IncomingMessage, response: ServerResponse) => unknown;
const onePage: Pages = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/plain' }).end('page');

/** `environment` as the process would have it; data folder and silence are set here. `pages`: what stands in for the built ones. */
export async function openHouse(
  environment: Readonly<Record<string, string>> = {},
  faults: SqliteStoreSettings = {},
  pages: Pages = onePage,
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'sandan-doors-'));
  const app = await createApp(
    readSettings({ SANDAN_LOG_LEVEL: 'silent', ...environment, SANDAN_DATA: folder }),
    faults,
  );
  const server = createServer((request, response) => {
    app.handle(request, response, () => pages(request, response));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!app.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    app,
    port,
    folder,
    visitor: () => new Visitor(port),
    async close() {
      await app.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
