/**
 * People come, write and go, round after round, at one real server; afterwards everything is where it was. Also a command:
 * `npm run soak -- --rounds 200 [--people 40]`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellKey } from '#document/keys.ts';
import { connectClient } from './editing-client.ts';
import { operation, personId, serveFolder } from './serving.ts';

const CATEGORY = cellKey('problem000000001', 'category');
const EDITS_EACH = 3;
/** Threads, caches and code that the first rounds bring are no leak. */
const WARM_ROUNDS = 3;
const SETTLE_MS = 300;
const SETTLES_MAX = 60;

export interface Standing {
  /** open files and sockets */
  readonly files: number;
  readonly threads: number;
  readonly residentMb: number;
}
export interface SoakResult {
  readonly rounds: number;
  readonly people: number;
  readonly edits: number;
  readonly before: Standing;
  readonly after: Standing;
  readonly walMb: number;
}

/** Linux tells; other systems tell nothing. */
export const canLook = process.platform === 'linux';

function standing(pid: number): Standing {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    files: readdirSync(`/proc/${pid}/fd`).length,
    threads: number('Threads'),
    residentMb: Math.round(number('VmRSS') / 1_024),
  };
}

/** Once the last connections are gone: sockets close behind their clients. */
async function settled(pid: number, filesWanted: number): Promise<Standing> {
  for (let n = 0; n < SETTLES_MAX; n += 1) {
    const now = standing(pid);
    if (now.files <= filesWanted) return now;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  return standing(pid);
}

export async function soak(
  rounds: number,
  people: number,
  report: (round: number, now: Standing) => void = () => undefined,
): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'sandan-soak-'));
  const serving = await serveFolder(folder);
  const pid = serving.child.process.pid!;
  let ops = 0;
  async function round(): Promise<void> {
    const clients = await Promise.all(
      Array.from({ length: people }, (_, n) => connectClient(serving.url, personId(n))),
    );
    for (let edit = 0; edit < EDITS_EACH; edit += 1) {
      await Promise.all(
        clients.map((client) => {
          ops += 1;
          return client.edit(operation(ops), CATEGORY, operation(ops));
        }),
      );
    }
    for (const client of clients) client.close();
  }
  try {
    const idleFiles = standing(pid).files;
    for (let n = 0; n < WARM_ROUNDS; n += 1) await round();
    const before = await settled(pid, idleFiles);
    for (let n = 1; n <= rounds; n += 1) {
      await round();
      report(n, standing(pid));
    }
    const after = await settled(pid, before.files);
    const wal = await stat(join(folder, 'ledgers.db-wal'));
    return { rounds, people, edits: ops, before, after, walMb: Math.round(wal.size / 2 ** 20) };
  } finally {
    await serving.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const option = (name: string, otherwise: number): number => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? Number(process.argv[at + 1]) : otherwise;
  };
  const rounds = option('rounds', 200);
  const result = await soak(rounds, option('people', 40), (n, now) => {
    if (n % 20 === 0) process.stderr.write(`${n} of ${rounds}: ${JSON.stringify(now)}\n`);
  });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = result.after.files > result.before.files ? 1 : 0;
}
