/** The contenders, and what each scenario of the comparison needs: a server on fresh data, clients in step, and percentiles. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.ts';
import { BOARD, HOCUSPOCUS_PROVIDER, STOCK, type Dialect } from './dialects.ts';
import { ServerProcess } from './server-process.ts';

export interface Contender {
  readonly name: 'relay' | 'y-websocket' | 'hocuspocus' | 'ours';
  readonly label: string;
  readonly dialect: Dialect;
  /** keeps documents over a restart */
  readonly persistent: boolean;
}

export const CONTENDERS: readonly Contender[] = [
  { name: 'relay', label: 'bare relay', dialect: STOCK, persistent: false },
  { name: 'y-websocket', label: 'y-websocket 2.1 + y-leveldb', dialect: STOCK, persistent: true },
  { name: 'hocuspocus', label: 'Hocuspocus 4 + SQLite', dialect: HOCUSPOCUS_PROVIDER, persistent: true },
  { name: 'ours', label: 'ours', dialect: BOARD, persistent: true },
];

/** figure → value; null where a server has no such thing */
export type Figures = Readonly<Record<string, number | null>>;

/** Sockets that are opened at one time. */
const OPENING_MAX = 50;

export const roomName = (n: number): string => `room${String(n).padStart(12, '0')}`;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export interface StageSettings {
  readonly rooms: number;
  readonly state: Uint8Array;
  readonly historyUpdates?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Those that are open: a scenario that breaks can't close its own. */
const OPEN = new Set<Stage>();

/** A server and its clients, with data in a folder of their own. */
export class Stage {
  readonly contender: Contender;
  readonly state: Uint8Array;
  readonly clients: Client[] = [];
  readonly folder: string;
  readonly #settings: StageSettings;
  readonly #root: string;
  #server: ServerProcess;
  #paths: readonly string[];
  #cookies: readonly string[];

  private constructor(
    contender: Contender,
    settings: StageSettings,
    root: string,
    folder: string,
    server: ServerProcess,
  ) {
    this.contender = contender;
    this.state = settings.state;
    this.#settings = settings;
    this.#root = root;
    this.folder = folder;
    this.#server = server;
    this.#paths = server.ready.paths;
    this.#cookies = server.ready.cookies;
  }

  /** `prepare` may put files beside the server's folder before it starts. */
  static async open(
    contender: Contender,
    settings: StageSettings,
    prepare: (root: string) => void = () => undefined,
  ): Promise<Stage> {
    const root = mkdtempSync(join(process.env['SANDAN_BENCH_FOLDER'] ?? tmpdir(), 'sandan-peers-'));
    const folder = join(root, 'data');
    mkdirSync(folder);
    writeFileSync(join(root, 'state.bin'), settings.state);
    prepare(root);
    const server = await ServerProcess.start(
      `${contender.name}.ts`,
      Stage.#task(settings, root, folder, true),
      settings.environment,
    );
    const stage = new Stage(contender, settings, root, folder, server);
    OPEN.add(stage);
    return stage;
  }

  static #task(settings: StageSettings, root: string, folder: string, fresh: boolean) {
    return {
      folder,
      rooms: Array.from({ length: settings.rooms }, (_, n) => roomName(n)),
      fresh,
      stateFile: join(root, 'state.bin'),
      historyUpdates: settings.historyUpdates ?? 0,
    };
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** A client of the n-th room; it may not be in step yet. */
  client(room: number): Client {
    const place = {
      port: this.#server.ready.port,
      path: this.#paths[room] ?? '',
      room: roomName(room),
      cookie: this.#cookies[this.clients.length % this.#cookies.length],
    };
    const client = new Client(this.contender.dialect, place);
    this.clients.push(client);
    return client;
  }

  /** So many clients in step, a few at a time. */
  async join(rooms: readonly number[]): Promise<readonly Client[]> {
    const joined: Client[] = [];
    for (let from = 0; from < rooms.length; from += OPENING_MAX) {
      const some = rooms.slice(from, from + OPENING_MAX).map((room) => this.client(room));
      await Promise.all(some.map((client) => client.inStep));
      joined.push(...some);
    }
    return joined;
  }

  /** Kill the server and start it again on what it left. Answers how long it took to listen, in ms. */
  async restart(): Promise<number> {
    for (const client of this.clients) client.expectEnd();
    await this.#server.kill();
    for (const client of this.clients.splice(0)) client.end();
    const start = performance.now();
    this.#server = await ServerProcess.start(
      `${this.contender.name}.ts`,
      Stage.#task(this.#settings, this.#root, this.folder, false),
      this.#settings.environment,
    );
    if (this.#server.ready.paths.length > 0) this.#paths = this.#server.ready.paths;
    return performance.now() - start;
  }

  static async closeAll(): Promise<void> {
    await Promise.all([...OPEN].map((stage) => stage.close()));
  }

  async close(): Promise<void> {
    OPEN.delete(this);
    for (const client of this.clients) client.end();
    await this.#server.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
