/** A real server in a process of its own: started, waited for until it is ready, ended by a signal. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS_MAX = 60_000;
const OUTPUT_CHARS_MAX = 200_000;

export interface Served {
  readonly port: number;
  /** the data folder */
  readonly folder: string;
  readonly demo: boolean;
  /** how browsers call it; left out: the server is told nothing */
  readonly origin?: string;
}

export class ServerProcess {
  readonly #child: ChildProcess;
  #output = '';

  private constructor({ port, folder, demo, origin }: Served) {
    this.#child = spawn(process.execPath, [join(ROOT, 'server/main.ts')], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        SANDAN_DATA: folder,
        SANDAN_DEMO: demo ? '1' : '0',
        NODE_ENV: 'test',
        ...(origin === undefined ? {} : { SANDAN_ORIGIN: origin }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString('utf8')).slice(-OUTPUT_CHARS_MAX);
      });
  }

  /** Resolves when it answers /readyz; rejects with what it printed when it ends before. */
  static async start(served: Served): Promise<ServerProcess> {
    const server = new ServerProcess(served);
    const child = server.#child;
    try {
      await until(
        'the server answers /readyz',
        async () => {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(
              `the server ended with ${child.exitCode ?? child.signalCode}:\n${server.#output}`,
            );
          try {
            return (await fetch(`http://localhost:${served.port}/readyz`)).ok;
          } catch {
            // Not listening yet: that is what is being waited for.
            return false;
          }
        },
        READY_MS_MAX,
      );
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return server;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the server was never started');
    return pid;
  }

  /** What it printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Ends it and waits until it is gone; answers its exit code, null after a deadly signal. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    return new Promise((resolve) => {
      child.once('close', resolve);
      child.kill(signal);
    });
  }
}
