/** A data folder with a log, checkpoints and snapshots, given anew to each test that alters it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import * as Y from 'yjs';
import { readOrMakeSecrets } from '#server/access/secrets.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { snapshotChainHash } from '#server/store/snapshot-links.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { sentenceOf } from '#server/verify/findings.ts';
import { proveShare } from '#server/verify/share.ts';
import { ledgerId, loggedCommit, partiesOf, ROUND } from './parties.ts';

export const LEDGER = ledgerId(1);
export const COMMITS = 12;
export const AT = '2026-03-01T00:00:00.000Z';

/** What the commits up to this one lead to. */
export function documentAt(seq: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getMap('cells').set('row0000000000001/note', seq);
  return Y.encodeStateAsUpdate(doc);
}

export let folder: string;
/** of the commits, the first one first */
export const hashes: string[] = [];

let original: string;
/** Call once in a test file. */
export function setFolder(): void {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandan-verify-'));
    original = folder;
    readOrMakeSecrets(folder);
    const store = await openSqliteStore(folder);
    const { db } = store;
    await store.commit([partiesOf(store, 2)]);
    hashes.length = 0;
    let prev = CHAIN_START;
    for (let seq = 1; seq <= COMMITS; seq += 1) {
      const opId = `op${String(seq).padStart(14, '0')}`;
      const logged = loggedCommit(store, { ledger: LEDGER, seq, prev, opId });
      prev = logged.hash;
      hashes.push(prev);
      await store.commit([logged.statements]);
    }
    for (const seq of [4, 8]) {
      const state = documentAt(seq);
      const row = {
        ledger: LEDGER,
        epoch: 1,
        seq,
        at: AT,
        state,
        hash: checkpointHash(hashes[seq - 1]!, state),
      };
      await store.commit([[db.insertInto('checkpoint').values(row).compile()]]);
    }
    let previous: string | null = null;
    const chains = { ledger: null as string | null, round: null as string | null };
    for (const number of [1, 2, 3]) {
      const content = Buffer.from(JSON.stringify({ number }));
      const sha256 = sha256Hex(content);
      const said = { number, title: '存档', reason: null, person: 'person0000000001', at: AT, seq: number };
      const scopes = [
        { scope: 'ledger' as const, id: `snapshot0000000${number}`, ledger: LEDGER, round: null },
        { scope: 'round' as const, id: `snapshot1000000${number}`, ledger: null, round: ROUND },
      ];
      for (const of of scopes) {
        const row = { ...said, ...of, sha256, cause: 'manual' };
        const chain = snapshotChainHash(chains[of.scope], row);
        const kept = { ...row, content, previous_sha256: previous, chain_hash: chain };
        await store.commit([[db.insertInto('snapshot').values(kept).compile()]]);
        chains[of.scope] = chain;
      }
      previous = sha256;
    }
    await store.close();
  });
  afterAll(() => rmSync(original, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandan-verify-'));
    cpSync(original, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
}

export function alter(sql: string, ...given: unknown[]): void {
  const database = new Database(join(folder, 'ledgers.db'));
  database.pragma('foreign_keys = OFF');
  expect(database.prepare(sql).run(...given).changes).toBeGreaterThan(0);
  database.close();
}
/** In this thread: what threads would add is tried once, above. */
export const found = (): readonly string[] =>
  proveShare({
    file: join(folder, 'ledgers.db'),
    ledgers: [LEDGER, ledgerId(2)],
    snapshots: true,
    key: readOrMakeSecrets(folder).receipt,
  }).findings.map(sentenceOf);
