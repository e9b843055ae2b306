/**
 * The server killed with SIGKILL again and again under load, on one folder: writers, watchers, and a look at the disk after each
 * death. Also a command: `npm run faults -- --cycles 300 [--seed N]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellKey } from '#document/keys.ts';
import { openReading } from '#server/store/sqlite/reading.ts';
import { verifyChain } from '#server/store/log.ts';
import { ledgerId } from '../contract/parties.ts';
import { seeded, type Random } from '../fuzz/random.ts';
import { connectClient, type EditingClient } from './editing-client.ts';
import { operation, personId, serveFolder } from './serving.ts';

const LEDGER = ledgerId(1);
const WRITERS = 4;
const WATCHERS = 3;
/** Edits of a writer without an answer at one time. */
const UNDER_WAY_MAX = 4;
const ACKS_BEFORE_KILL_MAX = 60;
/** The kill comes this long after the last acknowledgement waited for, so that it hits every point of a commit. */
const KILL_DELAY_MS_MAX = 12;
const CELLS = ['category', 'subcategory'].map((field) => cellKey('problem000000001', field));

export interface KillResult {
  readonly seed: number;
  readonly cycles: number;
  readonly acknowledged: number;
  /** edits that watchers had on their screens */
  readonly seen: number;
  /** committed, but their answer never arrived */
  readonly committedUnanswered: number;
  readonly acknowledgedLost: readonly string[];
  readonly seenLost: readonly string[];
  readonly doubled: readonly string[];
  /** what a page was told of its unanswered edits, against what the disk says */
  readonly toldWrong: readonly string[];
  readonly brokenChains: number;
}

interface Cycle {
  /** operation → number of the writer who sent it */
  readonly sent: Map<string, number>;
  readonly acknowledged: Set<string>;
  readonly seen: Set<string>;
}

/** Writes one edit after the other, a few at a time, until the connection breaks. */
async function write(
  client: EditingClient,
  writer: number,
  cycle: Cycle,
  nextOp: () => string,
  acked: () => void,
) {
  let underWay = 0;
  let broken = false;
  while (!broken) {
    const opId = nextOp();
    cycle.sent.set(opId, writer);
    underWay += 1;
    const answered = client.edit(opId, CELLS[writer % CELLS.length]!, opId).then(
      () => {
        cycle.acknowledged.add(opId);
        acked();
        underWay -= 1;
      },
      () => (broken = true),
    );
    if (underWay >= UNDER_WAY_MAX) await answered;
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

async function oneLife(
  folder: string,
  random: Random,
  nextOp: () => string,
  unanswered: ReadonlyMap<string, number>,
  store: 'FULL' | 'EARLY',
): Promise<Cycle & { readonly known: readonly string[] }> {
  const cycle: Cycle = { sent: new Map(), acknowledged: new Set(), seen: new Set() };
  const { child, url } = await serveFolder(folder, store);
  const watchers = await Promise.all(
    Array.from({ length: WATCHERS }, (_, n) => connectClient(url, personId(100 + n))),
  );
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, (_, n) => {
      const ops = [...unanswered].filter(([, writer]) => writer === n).map(([opId]) => opId);
      return connectClient(url, personId(n), undefined, { ops });
    }),
  );
  const target = random.int(ACKS_BEFORE_KILL_MAX);
  const kill = (): void => void child.process.kill('SIGKILL');
  let acks = 0;
  const killDelayMs = random.int(KILL_DELAY_MS_MAX * 1_000) / 1_000;
  const counted = (): void => {
    acks += 1;
    if (acks === target + 1) setTimeout(kill, killDelayMs);
  };
  await Promise.all(writers.map((client, n) => write(client, n, cycle, nextOp, counted)));
  await child.ended;
  for (const watcher of watchers) for (const opId of watcher.seen) cycle.seen.add(opId);
  return { ...cycle, known: writers.flatMap(({ known }) => known) };
}

/** Runs the cycles one after another; `report` is told after each. `store` EARLY: one that lies. */
export async function killCycles(
  cycles: number,
  seed: number,
  report: (done: number) => void = () => undefined,
  store: 'FULL' | 'EARLY' = 'FULL',
): Promise<KillResult> {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'sandan-kills-'));
  const [acknowledged, seen] = [new Set<string>(), new Set<string>()];
  const toldWrong: string[] = [];
  let [ops, brokenChains, committedUnanswered] = [0, 0, 0];
  let unanswered: ReadonlyMap<string, number> = new Map();
  let logged: readonly string[] = [];
  try {
    for (let n = 0; n < cycles; n += 1) {
      const nextOp = (): string => operation((ops += 1));
      const life = await oneLife(folder, random, nextOp, unanswered, store);
      const before = new Set(logged);
      for (const opId of unanswered.keys())
        if (before.has(opId) !== life.known.includes(opId)) toldWrong.push(opId);
      for (const opId of life.acknowledged) acknowledged.add(opId);
      for (const opId of life.seen) seen.add(opId);
      const disk = openReading(folder);
      const verdict = await verifyChain(disk, LEDGER);
      if (!verdict.ok) brokenChains += 1;
      const rows = await disk
        .selectFrom('log')
        .select('op_id')
        .where('ledger', '=', LEDGER)
        .orderBy('seq')
        .execute();
      await disk.destroy();
      logged = rows.map(({ op_id }) => op_id ?? '');
      const here = new Set(logged);
      unanswered = new Map([...life.sent].filter(([opId]) => !life.acknowledged.has(opId)));
      committedUnanswered += [...unanswered.keys()].filter((opId) => here.has(opId)).length;
      report(n + 1);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const there = new Set(logged);
  return {
    seed,
    cycles,
    acknowledged: acknowledged.size,
    seen: seen.size,
    committedUnanswered,
    acknowledgedLost: [...acknowledged].filter((opId) => !there.has(opId)),
    seenLost: [...seen].filter((opId) => !there.has(opId)),
    doubled: logged.length === there.size ? [] : logged.filter((opId, n) => logged.indexOf(opId) !== n),
    toldWrong,
    brokenChains,
  };
}

if (import.meta.main) {
  const option = (name: string, otherwise: number): number => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? Number(process.argv[at + 1]) : otherwise;
  };
  const began = performance.now();
  const cycles = option('cycles', 300);
  const result = await killCycles(cycles, option('seed', Date.now() % 2 ** 31), (done) => {
    if (done % 25 === 0) process.stderr.write(`${done} of ${cycles}\n`);
  });
  const { acknowledgedLost, seenLost, doubled, toldWrong, brokenChains } = result;
  process.stdout.write(
    `${JSON.stringify(result, null, 2)}\n${Math.round((performance.now() - began) / 1_000)} s\n`,
  );
  const failed =
    [acknowledgedLost, seenLost, doubled, toldWrong].some((found) => found.length > 0) || brokenChains > 0;
  process.exitCode = failed ? 1 : 0;
}
