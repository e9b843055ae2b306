/** How many durable commits the embedded store makes here, one after another and in batches, with the disk's real sync. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAIN_START } from '#server/store/chain.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { StatementGroup } from '#server/store/store.ts';
import { ledgerId, loggedCommit, partiesOf } from '../contract/parties.ts';
import type { BenchResult } from './run.ts';

const COMMITS = 500;
const GROUPED_COMMITS = 100;
/** Groups of one commit under load, as the group commit of the rooms makes them. */
const GROUPS = 20;
const UPDATE_BYTES = 60;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export async function run(): Promise<BenchResult> {
  // the default folder for temporary files may lie in memory, where a sync costs nothing
  const folder = await mkdtemp(join(process.env['SANDAN_BENCH_FOLDER'] ?? tmpdir(), 'sandan-bench-'));
  const store = await openSqliteStore(folder);
  try {
    await store.commit([partiesOf(store)]);
    const ledger = ledgerId(1);
    let seq = 0;
    let prev = CHAIN_START;
    const edit = (): StatementGroup => {
      seq += 1;
      const logged = loggedCommit(store, { ledger, seq, prev, bytes: new Uint8Array(UPDATE_BYTES) });
      prev = logged.hash;
      return logged.statements;
    };

    const took: number[] = [];
    const start = performance.now();
    for (let n = 0; n < COMMITS; n += 1) {
      const before = performance.now();
      await store.commit([edit()]);
      took.push(performance.now() - before);
    }
    const seconds = (performance.now() - start) / 1_000;
    took.sort((a, b) => a - b);

    const grouped = performance.now();
    for (let n = 0; n < GROUPED_COMMITS; n += 1) await store.commit(Array.from({ length: GROUPS }, edit));
    const groupedSeconds = (performance.now() - grouped) / 1_000;
    return {
      name: 'store',
      metrics: {
        'commits, one edit each, per second': Math.round(COMMITS / seconds),
        'commit p50, ms': percentile(took, 0.5),
        'commit p95, ms': percentile(took, 0.95),
        [`edits per second, ${GROUPS} to a commit`]: Math.round((GROUPED_COMMITS * GROUPS) / groupedSeconds),
      },
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}
