/** Every kind of thing that a folder holds is altered by one bit or one row, and the first break is named exactly (N11–N13). */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readOrMakeSecrets } from '#server/access/secrets.ts';
import { makeBackup } from '#server/backup/make-backup.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { CHAIN_START, chainHash, type LogEntry } from '#server/store/chain.ts';
import { snapshotChainHash, type LinkedSnapshot } from '#server/store/snapshot-links.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { sentenceOf } from '#server/verify/findings.ts';
import {
  alter,
  AT,
  COMMITS,
  documentAt,
  folder,
  found,
  hashes,
  LEDGER,
  setFolder,
} from '../../tests/contract/altered-folder.ts';
import { verifyFolder } from '#server/verify/verify-folder.ts';
import { loggedCommit, partiesOf, ROUND } from '../../tests/contract/parties.ts';

const SAID = 'what is said of it, or its place in the chain, is not what its hash stands for';
setFolder();

describe('[N11] a whole folder', () => {
  it('[N11] is whole, and everything in it was looked at', async () => {
    expect(await verifyFolder(folder)).toEqual({
      findings: [],
      counted: { ledgers: 2, commits: COMMITS, checkpoints: 2, snapshots: 6 },
      notes: [],
    });
  });

  it('[N11] beside a server that writes, and changes nothing', async () => {
    const store = await openSqliteStore(folder);
    const logged = loggedCommit(store, { ledger: LEDGER, seq: COMMITS + 1, prev: hashes.at(-1)! });
    const [report] = await Promise.all([verifyFolder(folder), store.commit([logged.statements])]);
    expect(report.findings).toEqual([]);
    await store.close();
  });
});

describe('[N11] the first break of a log is named', () => {
  const flipped = "x'01020B'";
  it.each([
    [
      'a bit of an update',
      `UPDATE log SET update_bytes = ${flipped} WHERE seq = 5`,
      5,
      'are not those its hash was computed over',
    ],
    [
      'the author',
      "UPDATE log SET person = 'person0000000002' WHERE seq = 5",
      5,
      'are not those its hash was computed over',
    ],
    [
      'the name of then',
      "UPDATE log SET name = '示例乙' WHERE seq = 5",
      5,
      'are not those its hash was computed over',
    ],
    [
      'a value of the history',
      "UPDATE change SET new_value = '6' WHERE seq = 5",
      5,
      'are not those its hash was computed over',
    ],
    [
      'a change taken away',
      'DELETE FROM change WHERE seq = 5',
      5,
      'are not those its hash was computed over',
    ],
    [
      'a change out of place',
      'UPDATE change SET n = 1 WHERE seq = 5',
      5,
      'a row of its changes is missing or out of place',
    ],
    [
      'a change filed under another row',
      "UPDATE change SET row = 'row0000000000002' WHERE seq = 5",
      5,
      'a change is filed under another cell than its own',
    ],
    [
      'a change filed under another field',
      "UPDATE change SET field = 'owner' WHERE seq = 5",
      5,
      'a change is filed under another cell than its own',
    ],
    [
      'its own hash',
      `UPDATE log SET hash = '${'a'.repeat(64)}' WHERE seq = 5`,
      5,
      'its own hash was changed',
    ],
    [
      'the hash it follows from',
      `UPDATE log SET prev_hash = '${'b'.repeat(64)}' WHERE seq = 5`,
      5,
      'the hash that it follows from was changed',
    ],
    [
      'a commit taken out',
      'DELETE FROM log WHERE seq = 5',
      5,
      'the commit is missing; the next one there is 6',
    ],
    [
      'the tail torn off',
      'DELETE FROM log WHERE seq > 9',
      10,
      'the commit is missing; the ledger says it stands at 12',
    ],
    ['the ledger’s standing', 'UPDATE ledger SET seq = 11 WHERE seq = 12', 12, 'the log goes on beyond 11'],
    [
      'the ledger’s head',
      `UPDATE ledger SET chain_hash = '${'c'.repeat(64)}' WHERE seq = 12`,
      12,
      'another hash than its last commit',
    ],
  ])('[N11] %s', (_what, sql, at, words) => {
    alter(sql);
    const all = found();
    expect(all[0]).toContain(`ledger ${LEDGER}, at ${at}: `);
    expect(all[0]).toContain(words);
  });
});

describe('[N11] what hangs on the log is named, too', () => {
  it.each([
    [
      'a checkpoint',
      "UPDATE checkpoint SET state = x'000005' WHERE seq = 4",
      `ledger ${LEDGER}, at 4: the checkpoint does not have its hash.`,
    ],
    [
      'an answer taken away',
      'UPDATE log SET content_hash = NULL WHERE seq = 5',
      `ledger ${LEDGER}, at 5: the answer to its operation is missing.`,
    ],
    [
      'an answer given to somebody else',
      "UPDATE log SET person = 'x' WHERE seq = 7",
      `ledger ${LEDGER}, at 7: its row, its changes or its update are not those its hash was computed over.`,
    ],
    [
      'changes of no commit',
      'UPDATE change SET seq = 99 WHERE seq = 12',
      `ledger ${LEDGER}, at 12: its row, its changes or its update are not those its hash was computed over.`,
    ],
    [
      'a snapshot’s content',
      "UPDATE snapshot SET content = x'7B7D' WHERE scope = 'ledger' AND number = 2",
      `snapshots of ledger ${LEDGER}, at 2: its content does not have the hash that it was taken with.`,
    ],
    [
      'a snapshot taken away',
      "DELETE FROM snapshot WHERE scope = 'round' AND number = 2",
      `snapshots of round ${ROUND}, at 2: the snapshot is missing; the next one there is 3.`,
    ],
    [
      'a snapshot’s link',
      "UPDATE snapshot SET previous_sha256 = 'x' WHERE scope = 'ledger' AND number = 3",
      `snapshots of ledger ${LEDGER}, at 3: it does not point at the hash of number 2.`,
    ],
    [
      'an emptied manual snapshot',
      `UPDATE snapshot SET content = x'', dropped_at = '${AT}' WHERE scope = 'ledger' AND number = 1`,
      `snapshots of ledger ${LEDGER}, at 1: its content does not have the hash that it was taken with.`,
    ],
    [
      'a manual snapshot made a nightly one that was let go',
      `UPDATE snapshot SET content = x'', dropped_at = '${AT}', cause = 'nightly' WHERE scope = 'ledger' AND number = 1`,
      `snapshots of ledger ${LEDGER}, at 1: ${SAID}.`,
    ],
    [
      'the title of a snapshot',
      "UPDATE snapshot SET title = '别的' WHERE scope = 'round' AND number = 2",
      `snapshots of round ${ROUND}, at 2: ${SAID}.`,
    ],
    [
      'who took the last snapshot',
      "UPDATE snapshot SET person = 'person0000000002' WHERE scope = 'ledger' AND number = 3",
      `snapshots of ledger ${LEDGER}, at 3: ${SAID}.`,
    ],
    [
      'a snapshot’s chain hash',
      "UPDATE snapshot SET chain_hash = 'x' WHERE scope = 'ledger' AND number = 2",
      `snapshots of ledger ${LEDGER}, at 2: ${SAID}.`,
    ],
  ])('[N11] %s', (_what, sql, sentence) => {
    alter(sql);
    expect(found()[0]).toBe(sentence);
  });

  it('[N11] a document that the history does not lead to, with a true hash, is named with the place', () => {
    const put = (state: Uint8Array): void =>
      alter(
        'UPDATE checkpoint SET state = ?, hash = ? WHERE seq = 8',
        state,
        checkpointHash(hashes[7]!, state),
      );
    put(documentAt(9));
    expect(found()).toEqual([
      `ledger ${LEDGER}, at 8: the checkpoint holds something else in row0000000000001/note than the history leads to.`,
    ]);
    put(new Uint8Array([0, 0]));
    expect(found()[0]).toContain('holds something else in row0000000000001/note');
    put(new Uint8Array([9, 9, 9]));
    expect(found()[0]).toContain('at 8: the document of the checkpoint cannot be read');
  });

  it('[N11] content, hash and the next link forged together break the chain, and every later hash with it', () => {
    const content = Buffer.from('{}');
    const forged = sha256Hex(content);
    const first = "scope = 'ledger' AND number = 1";
    alter(`UPDATE snapshot SET content = ?, sha256 = ? WHERE ${first}`, content, forged);
    alter("UPDATE snapshot SET previous_sha256 = ? WHERE scope = 'ledger' AND number = 2", forged);
    expect(found()).toEqual([`snapshots of ledger ${LEDGER}, at 1: ${SAID}.`]);
    const database = new Database(join(folder, 'ledgers.db'));
    const row = database.prepare<[], LinkedSnapshot>(`SELECT * FROM snapshot WHERE ${first}`).get()!;
    database.close();
    alter(`UPDATE snapshot SET chain_hash = ? WHERE ${first}`, snapshotChainHash(null, row));
    expect(found()).toEqual([`snapshots of ledger ${LEDGER}, at 2: ${SAID}.`]);
  });

  it('[N11] a damaged page is named with its table, before anything else', async () => {
    const database = new Database(join(folder, 'ledgers.db'));
    const page = database
      .prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'change'")
      .get()!.rootpage;
    const size = Number(database.pragma('page_size', { simple: true }));
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const file = openSync(join(folder, 'ledgers.db'), 'r+');
    writeSync(file, Buffer.alloc(64, 0xff), 0, 64, (page - 1) * size);
    closeSync(file);
    expect((await verifyFolder(folder)).findings.map(sentenceOf).join()).toMatch(/ledgers\.db: .*change/);
  });
});

describe('[D4] rows of before names were kept', () => {
  it('[D4] have the hash that they were written with, also where the columns are not there yet', () => {
    const entry = {
      commit_no: 1,
      ledger: LEDGER,
      seq: 1,
      epoch: 1,
      at: AT,
      person: 'p',
      role: 'office',
      session: 's',
      op_id: null,
      act: 'edit',
      update_bytes: null,
      prev_hash: CHAIN_START,
    };
    const without = chainHash(entry as LogEntry, []);
    expect(chainHash({ ...entry, name: null, organisation: null }, [])).toBe(without);
    expect(chainHash({ ...entry, name: '示例甲', organisation: null }, [])).not.toBe(without);
  });
});

describe('[N12] a backup', () => {
  it('[N12] is proven like a data folder, and against its manifest', async () => {
    rmSync(folder, { recursive: true });
    readOrMakeSecrets(folder);
    const empty = await openSqliteStore(folder);
    await empty.commit([partiesOf(empty, 1)]);
    await empty.close();
    const own = new Database(join(folder, 'accounts.db'));
    own.exec('CREATE TABLE user (id TEXT)');
    own.close();
    const target = join(folder, 'backup');
    await makeBackup({ dataFolder: folder, target, withSecrets: false, clock: () => new Date() });
    expect(await verifyFolder(target)).toMatchObject({ findings: [], counted: { ledgers: 1 } });
    const touched = new Database(join(target, 'accounts.db'));
    touched.exec("INSERT INTO user VALUES ('x')");
    touched.close();
    expect((await verifyFolder(target)).findings.map(sentenceOf)).toEqual([
      'accounts.db: the file is not the one that the manifest of the backup names.',
    ]);
  });
});
