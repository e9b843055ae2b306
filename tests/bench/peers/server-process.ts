/** The parent's end of a server's process: starts it, asks what it has spent, kills it. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, ParentMessage, Ready, ServerTask, Usage } from './server-child.ts';

export class ServerProcess {
  readonly ready: Ready;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** `file`: in `servers/`. Resolves once it listens; rejects with what it complained of. */
  static async start(
    file: string,
    task: ServerTask,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const child = fork(fileURLToPath(new URL(`servers/${file}`, import.meta.url)), [], {
      execArgv: ['--expose-gc', ...(process.env['SANDAN_BENCH_NODE']?.split(' ') ?? [])],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 2, 'inherit', 'ipc'],
    });
    ask(child, { kind: 'serve', task });
    return new ServerProcess(child, await answer(child, 'ready'));
  }

  async usage(): Promise<Usage> {
    ask(this.#child, { kind: 'usage' });
    return answer(this.#child, 'usage');
  }

  /** As a power cut ends it, or nearly so. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** So that a profiler may write what it saw: `SANDAN_BENCH_NODE="--cpu-prof --cpu-prof-dir=FOLDER"`. */
  stop(): Promise<void> {
    return process.env['SANDAN_BENCH_NODE'] === undefined ? this.kill() : this.#end();
  }

  #end(signal?: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      if (signal === undefined) this.#child.disconnect();
      else this.#child.kill(signal);
    });
  }
}

const ask = (child: ChildProcess, message: ParentMessage): void => void child.send(message);

function answer<K extends ChildMessage['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<ChildMessage, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('A server of the comparison ended by itself.'));
    const hear = (message: ChildMessage): void => {
      if (message.kind !== kind && message.kind !== 'failed') return;
      child.off('message', hear);
      child.off('exit', ended);
      if (message.kind === 'failed') reject(new Error(message.reason));
      else resolve(message as Extract<ChildMessage, { kind: K }>);
    };
    child.on('message', hear);
    child.once('exit', ended);
  });
}
