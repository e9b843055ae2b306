/** How long `npm run verify` takes on a large data folder: made here with true hashes, proven with all threads, every byte read. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as Y from 'yjs';
import { sha256Hex } from '#server/exchange/canonical.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { CHAIN_START, chainHash } from '#server/store/chain.ts';
import { snapshotChainHash } from '#server/store/snapshot-links.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { verifyFolder } from '#server/verify/verify-folder.ts';
import { ledgerId, partiesOf } from '../contract/parties.ts';
import type { BenchResult } from './run.ts';

const MB = 1_000_000;
/** Size that is built; SANDAN_BENCH_VERIFY_MB=1000 for the size that the issue names. */
const TARGET_MB = Number(process.env['SANDAN_BENCH_VERIFY_MB'] ?? 256);
const LEDGERS = 50;
/** A typed edit: about what a commit of one cell or some characters takes. */
const UPDATE_BYTES = 120;
const CHECKPOINT_EVERY = 1_000;
const CHECKPOINT_BYTES = 60_000;
const SNAPSHOT_BYTES = 200_000;
const SNAPSHOTS_EACH = 5;
/** What a commit takes on the disk with its change, its answer and their indexes, measured. */
const COMMIT_BYTES = 1_020;
const AT = '2026-03-01T00:00:00.000Z';
const PERSON = 'person0000000001';

const bytes = (length: number, seed: number): Buffer => Buffer.alloc(length, `${seed} `);

function documentOf(texts: ReadonlyMap<string, string>): Uint8Array {
  const doc = new Y.Doc();
  doc.getMap('cells');
  doc.transact(() => texts.forEach((text, name) => doc.getText(name).insert(0, text)));
  return Y.encodeStateAsUpdate(doc);
}

/** One ledger's log, checkpoints and snapshots, as the rooms would have written them. */
function fill(database: Database.Database, ledger: string, commits: number, first: number): void {
  const log = database.prepare(
    `INSERT INTO log (commit_no, ledger, seq, epoch, at, person, role, session, op_id, act, update_bytes, prev_hash, hash, name, organisation, content_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const changed = database.prepare('INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const checkpoint = database.prepare(
    'INSERT INTO checkpoint (ledger, epoch, seq, at, state, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const snapshot = database.prepare(
    `INSERT INTO snapshot (id, number, scope, ledger, title, person, at, seq, content, sha256, previous_sha256, chain_hash)
     VALUES (?, ?, 'ledger', ?, '存档', ?, ?, ?, ?, ?, ?, ?)`,
  );
  let hash = CHAIN_START;
  const texts = new Map<string, string>();
  for (let seq = 1; seq <= commits; seq += 1) {
    const row = `row${String(seq % 400).padStart(13, '0')}`;
    const cell = `${row}/progress`;
    const [text, more] = [texts.get(cell) ?? '', `已推进第${seq}步。`];
    texts.set(cell, text + more);
    const new_value = JSON.stringify([[text.length, '', more]]);
    const change = { n: 0, cell, old_value: null, new_value };
    const entry = {
      commit_no: first + seq,
      ledger,
      seq,
      epoch: 1,
      at: AT,
      person: PERSON,
      role: 'unit_editor',
      session: 'session000000001',
      op_id: `${ledger.slice(-3)}${String(seq).padStart(13, '0')}`,
      act: 'edit',
      update_bytes: bytes(UPDATE_BYTES, seq),
      prev_hash: hash,
      name: '示例甲',
      organisation: 'unit000000000001',
    };
    hash = chainHash(entry, [change]);
    const {
      commit_no,
      epoch,
      at,
      person,
      role,
      session,
      op_id,
      act,
      update_bytes,
      prev_hash,
      name,
      organisation,
    } = entry;
    log.run(
      commit_no,
      ledger,
      seq,
      epoch,
      at,
      person,
      role,
      session,
      op_id,
      act,
      update_bytes,
      prev_hash,
      hash,
      name,
      organisation,
      'c'.repeat(64),
    );
    changed.run(ledger, seq, 0, change.cell, row, 'progress', null, change.new_value);
    if (seq % CHECKPOINT_EVERY !== 0) continue;
    // the newest one is held against the history
    const isNewest = seq + CHECKPOINT_EVERY > commits;
    const state = isNewest ? documentOf(texts) : bytes(CHECKPOINT_BYTES, seq);
    checkpoint.run(ledger, 1, seq, AT, state, checkpointHash(hash, state));
  }
  let previous: string | null = null;
  let chain: string | null = null;
  for (let number = 1; number <= SNAPSHOTS_EACH; number += 1) {
    const content = bytes(SNAPSHOT_BYTES, number);
    const sha256 = sha256Hex(content);
    const id = `${ledger.slice(-8)}${String(number).padStart(8, '0')}`;
    const said = { id, number, scope: 'ledger', ledger, round: null, title: '存档', reason: null };
    const row = { ...said, person: PERSON, at: AT, seq: commits, cause: 'manual', sha256 };
    chain = snapshotChainHash(chain, row);
    snapshot.run(id, number, ledger, PERSON, AT, commits, content, sha256, previous, chain);
    previous = sha256;
  }
  database.prepare('UPDATE ledger SET seq = ?, chain_hash = ? WHERE id = ?').run(commits, hash, ledger);
}

export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(join(process.env['SANDAN_BENCH_FOLDER'] ?? tmpdir(), 'sandan-bench-'));
  try {
    const store = await openSqliteStore(folder);
    await store.commit([partiesOf(store, LEDGERS)]);
    await store.close();
    const file = join(folder, 'ledgers.db');
    const database = new Database(file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = OFF');
    const commits = Math.floor((TARGET_MB * MB) / LEDGERS / COMMIT_BYTES);
    for (let n = 1; n <= LEDGERS; n += 1)
      database.transaction(() => fill(database, ledgerId(n), commits, (n - 1) * commits))();
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const megabytes = (await stat(file)).size / MB;
    const start = performance.now();
    const { findings, counted } = await verifyFolder(folder);
    const seconds = (performance.now() - start) / 1_000;
    if (findings.length > 0)
      throw new Error(`The folder of the bench is not whole: ${JSON.stringify(findings[0])}`);
    return {
      name: 'verify',
      metrics: {
        'data folder, MB': Math.round(megabytes),
        'commits, each with one change and its answer': counted.commits,
        'checkpoints and snapshots': counted.checkpoints + counted.snapshots,
        'proven whole, s': seconds,
        'that is, s for 1 GB': (seconds * 1_000) / megabytes,
        'memory of the process at most, MB': Math.round(process.resourceUsage().maxRSS / 1_024),
      },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
