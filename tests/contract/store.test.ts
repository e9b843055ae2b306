/** What every store promises, run on each implementation; nothing here knows which one it is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAIN_START } from '#server/store/chain.ts';
import { currentRows, readCheckpoint, readLogAfter, verifyChain } from '#server/store/log.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { ledgerId, loggedCommit, partiesOf } from './parties.ts';

const implementations: Record<string, (folder: string) => Promise<Store>> = {
  sqlite: (folder) => openSqliteStore(folder),
};
const LEDGER = ledgerId(1);

describe.each(Object.keys(implementations))('store: %s', (name) => {
  let folder: string;
  let store: Store;
  const open = (): Promise<Store> => implementations[name]!(folder);
  const setting = (key: string, value: string) =>
    store.db.insertInto('setting').values({ key, value }).compile();
  const settings = async (): Promise<string[]> =>
    (await store.db.selectFrom('setting').select('key').orderBy('key').execute()).map((row) => row.key);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandan-store-'));
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('[D2] a batch is read back after its commit, and after a restart', async () => {
    expect(await store.commit([[setting('a', '1')], [setting('b', '2')]])).toEqual([
      { ok: true },
      { ok: true },
    ]);
    expect(await settings()).toEqual(['a', 'b']);
    await store.close();
    store = await open();
    expect(await settings()).toEqual(['a', 'b']);
  });

  it('[D3] a group that breaks a constraint is refused whole, the others of the commit go on', async () => {
    const results = await store.commit([
      [setting('a', '1')],
      [setting('b', '2'), setting('a', 'again')],
      [setting('c', '3')],
    ]);
    expect(results).toMatchObject([{ ok: true }, { ok: false }, { ok: true }]);
    expect(results[1]).toHaveProperty('constraint', expect.stringContaining('setting.key'));
    expect(await settings()).toEqual(['a', 'c']);
    expect(store.readOnly).toBeNull();
  });

  it('[D3] a faulty statement refuses its group and leaves the store healthy', async () => {
    const faulty = { ...setting('b', '2'), sql: 'insert into nowhere values (?, ?)' };
    const results = await store.commit([[setting('a', '1'), faulty], [setting('c', '3')]]);
    expect(results).toMatchObject([
      { ok: false, constraint: expect.stringContaining('nowhere') },
      { ok: true },
    ]);
    expect(await settings()).toEqual(['c']);
    expect(store.readOnly).toBeNull();
  });

  it('[D3] a foreign key refuses a ledger of a round that does not exist', async () => {
    const [result] = await store.commit([
      partiesOf(store).filter((statement) => !statement.sql.includes('into "round"')),
    ]);
    expect(result).toMatchObject({ ok: false });
    expect(await store.db.selectFrom('ledger').selectAll().execute()).toEqual([]);
  });

  it('[D3] a sequence number and an operation stand once in the log of a ledger', async () => {
    await store.commit([partiesOf(store, 2)]);
    const first = loggedCommit(store, {
      ledger: LEDGER,
      seq: 1,
      prev: CHAIN_START,
      opId: 'op00000000000001',
    });
    await store.commit([first.statements]);
    const results = await store.commit([
      loggedCommit(store, { ledger: LEDGER, seq: 1, prev: CHAIN_START, commitNo: 2 }).statements,
      loggedCommit(store, { ledger: LEDGER, seq: 2, prev: first.hash, opId: 'op00000000000001' }).statements,
      loggedCommit(store, {
        ledger: ledgerId(2),
        seq: 1,
        prev: CHAIN_START,
        commitNo: 3,
        opId: 'op00000000000001',
      }).statements,
    ]);
    expect(results.map((result) => result.ok)).toEqual([false, false, true]);
  });

  it('[D2] commits run in the order of their calls', async () => {
    const set = (value: string) =>
      store.db
        .insertInto('setting')
        .values({ key: 'a', value })
        .onConflict((on) => on.column('key').doUpdateSet({ value }))
        .compile();
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.commit([[set(String(n))]])));
    expect(await store.db.selectFrom('setting').select('value').executeTakeFirst()).toEqual({ value: '49' });
  });

  it('[D2] the reading side cannot write', async () => {
    await expect(store.db.insertInto('setting').values({ key: 'a', value: '1' }).execute()).rejects.toThrow();
    expect(await settings()).toEqual([]);
  });

  it('[D2] bytes come back as they were, also from a view of a larger buffer', async () => {
    const bytes = new Uint8Array(new ArrayBuffer(64), 8, 4).fill(7);
    const logged = loggedCommit(store, { ledger: LEDGER, seq: 1, prev: CHAIN_START, bytes });
    await store.commit([[...partiesOf(store), ...logged.statements]]);
    const [row] = await readLogAfter(store.db, LEDGER, 0);
    expect([...row!.update_bytes!]).toEqual([7, 7, 7, 7]);
  });

  it('[D2] commits that wait are bounded: more are refused at once, those taken are kept', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 1_100 }, (_, n) => store.commit([[setting(String(n), '')]])),
    );
    const taken = settled.filter((one) => one.status === 'fulfilled').length;
    expect(taken).toBeLessThan(1_100);
    expect(await settings()).toHaveLength(taken);
    expect(store.readOnly).toBeNull();
  });

  it('[D2] after closing nothing is taken any more', async () => {
    const other = await implementations[name]!(join(folder, 'other'));
    await other.close();
    await expect(other.commit([])).rejects.toThrow('closed');
  });

  it('[D6] a merge gives the document that all updates make', async () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getMap('cells').set('a', 1);
    doc.getText('t').insert(0, '整改');
    doc.getMap('cells').set('a', 2);
    const merged = new Y.Doc();
    Y.applyUpdate(merged, await store.mergeUpdates(updates));
    expect(merged.getMap('cells').toJSON()).toEqual({ a: 2 });
    expect(merged.getText('t').toString()).toBe('整改');
    await expect(store.mergeUpdates(updates.slice(1))).rejects.toThrow('missing');
    await expect(store.mergeUpdates([new Uint8Array([255])])).rejects.toThrow();
    expect(await store.mergeUpdates(updates)).toBeInstanceOf(Uint8Array);
  });

  describe('history', () => {
    const log = async (commits: number): Promise<string> => {
      await store.commit([partiesOf(store)]);
      let hash = CHAIN_START;
      for (let seq = 1; seq <= commits; seq += 1) {
        const one = loggedCommit(store, { ledger: LEDGER, seq, prev: hash });
        await store.commit([one.statements]);
        hash = one.hash;
      }
      return hash;
    };
    const alter = async (statement: { sql: string; parameters: readonly unknown[] }): Promise<void> => {
      const [result] = await store.commit([[{ ...setting('', ''), ...statement }]]);
      expect(result).toEqual({ ok: true });
    };

    it('[D4] an untouched chain verifies, whole and from a trusted commit', async () => {
      const hash = await log(5);
      expect(await verifyChain(store.db, LEDGER)).toEqual({ ok: true, seq: 5, hash });
      const third = (await readLogAfter(store.db, LEDGER, 2, 1))[0]!;
      expect(await verifyChain(store.db, LEDGER, { seq: 3, hash: third.hash })).toEqual({
        ok: true,
        seq: 5,
        hash,
      });
    });

    it.each([
      [
        'a changed person',
        'update log set person = ? where seq = 3',
        ['x'],
        { seq: 3, reason: 'CHANGED_COMMIT' },
      ],
      [
        'a changed update',
        'update log set update_bytes = ? where seq = 2',
        [new Uint8Array([9])],
        { seq: 2, reason: 'CHANGED_COMMIT' },
      ],
      [
        'a changed value',
        'update change set new_value = ? where seq = 4',
        ['"x"'],
        { seq: 4, reason: 'CHANGED_COMMIT' },
      ],
      ['a removed change', 'delete from change where seq = 4', [], { seq: 4, reason: 'CHANGED_COMMIT' }],
      ['a removed commit', 'delete from log where seq = 3', [], { seq: 3, reason: 'MISSING_COMMIT' }],
      ['a lost tail', 'delete from log where seq = 5', [], { seq: 5, reason: 'MISSING_COMMIT' }],
      [
        'a rewritten link',
        'update log set prev_hash = ? where seq = 2',
        ['x'],
        { seq: 2, reason: 'BROKEN_LINK' },
      ],
      ['another head', 'update ledger set chain_hash = ?', ['x'], { seq: 5, reason: 'LEDGER_DIFFERS' }],
    ])('[D4] names the first break: %s', async (_what, sql, parameters, verdict) => {
      await log(5);
      await alter({ sql, parameters });
      expect(await verifyChain(store.db, LEDGER)).toEqual({ ok: false, ...verdict });
    });

    it('[D6] the newest checkpoint of the epoch is found, also for a moment of the past', async () => {
      await store.commit([partiesOf(store)]);
      const checkpoint = (epoch: number, seq: number) =>
        store.db
          .insertInto('checkpoint')
          .values({
            ledger: LEDGER,
            epoch,
            seq,
            at: '2025-03-01T00:00:00.000Z',
            state: new Uint8Array([seq]),
            hash: 'h',
          })
          .compile();
      await store.commit([[checkpoint(1, 10), checkpoint(1, 20), checkpoint(2, 30)]]);
      expect(await readCheckpoint(store.db, LEDGER, 1)).toMatchObject({ seq: 20 });
      expect(await readCheckpoint(store.db, LEDGER, 1, 19)).toMatchObject({ seq: 10 });
      expect(await readCheckpoint(store.db, LEDGER, 1, 9)).toBeUndefined();
      expect(await readCheckpoint(store.db, LEDGER, 3)).toBeUndefined();
    });

    it('[D6] current rows come in the order of their places', async () => {
      const row = (id: string, place: string) =>
        store.db
          .insertInto('row_current')
          .values({
            ledger: LEDGER,
            row: id,
            list: 'problems',
            problem: null,
            place,
            deleted: 0,
            status: 'issued',
            kind: null,
            due: null,
            completion: null,
            long_term: 0,
            cells: '{}',
            seq: 1,
          })
          .compile();
      await store.commit([[...partiesOf(store), row('b', 'a1'), row('a', 'a2'), row('c', 'a0')]]);
      expect((await currentRows(store.db, LEDGER)).map((one) => one.row)).toEqual(['c', 'b', 'a']);
    });
  });
});
