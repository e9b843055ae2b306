/** Starts a small node process under test and reads its lines; every process ends with the test that started it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** its standard error in pieces */
  readonly errors: readonly string[];
  /** Resolves with the lines when the process has ended, however it ended. */
  readonly ended: Promise<readonly string[]>;
  /** Close its standard input: a server under test stops cleanly then, also under strace, which a signal would not reach through. */
  readonly stop: () => void;
  /** Resolves when at least `count` lines begin with `word`; rejects when the process ends before. */
  readonly said: (word: string, count: number) => Promise<void>;
}

export interface ChildOptions {
  /** a command that runs it, e.g. strace with its options */
  readonly before?: readonly string[];
  /** kept: not shown with the test's own */
  readonly errors?: 'shown' | 'kept';
}

/** Run `file` (beside this one) with this node. */
export function startChild(
  file: string,
  args: readonly string[],
  { before = [], errors = 'shown' }: ChildOptions = {},
): Child {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const [command, ...rest] = [...before, process.execPath, script, ...args];
  const child = spawn(command!, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    complaints.push(chunk.toString());
    if (errors === 'shown') process.stderr.write(chunk);
  });
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const look of [...waiting]) look();
  });
  const ended = new Promise<readonly string[]>((resolve, reject) => {
    child.once('error', reject);
    reader.once('close', () => resolve(lines));
  });
  const said = (word: string, count: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (lines.filter((line) => line.startsWith(word)).length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      ended.then(
        () => reject(new Error(`Ended before ${count} × ${word}: ${lines.slice(-3).join(' | ')}`)),
        reject,
      );
    });
  return { process: child, lines, errors: complaints, ended, stop: () => void child.stdin.end(), said };
}

/** Is strace here, and may it trace? Where it may not, the titles of the tests that need it say so. */
export const straceWorks = (): boolean =>
  process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
