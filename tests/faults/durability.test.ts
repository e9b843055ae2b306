/** What survives a killed process, a full disk and a failed fsync: all that was acknowledged, and no second try. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogAfter, verifyChain } from '#server/store/log.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import { cellKey } from '#document/keys.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { ledgerId, loggedCommit, partiesOf } from '../contract/parties.ts';
import { startChild, straceWorks } from './child.ts';
import { connectClient } from './editing-client.ts';

const KILLS = 4;
const ACKS_BEFORE_KILL = 25;
/** each step of the schema takes some before the first commit; of 200 commits this is one in the midst */
const FSYNC_THAT_FAILS = 90;
const PAGE_BYTES = 4_096;
const LEDGER = ledgerId(1);
const traced = straceWorks();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-durability-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Open the folder again: the chain holds and every acknowledged operation is in the log exactly once. */
async function expectKept(lines: readonly string[]): Promise<void> {
  const acknowledged = lines.filter((line) => line.startsWith('ACK ')).map((line) => line.slice(4));
  const store = await openSqliteStore(folder);
  try {
    expect(await verifyChain(store.db, LEDGER)).toMatchObject({ ok: true });
    const kept = (await readLogAfter(store.db, LEDGER, 0)).map((row) => row.op_id);
    expect(new Set(kept).size).toBe(kept.length);
    expect(acknowledged.filter((op) => !kept.includes(op))).toEqual([]);
  } finally {
    await store.close();
  }
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  return bytes;
}

describe('durability', () => {
  it('[D1] kill -9 in mid-write loses nothing acknowledged, again and again on one file', async () => {
    const acknowledged: string[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = startChild('committing-process.ts', [folder, 'FULL', '1000000']);
      await child.said('ACK', ACKS_BEFORE_KILL * kill);
      child.process.kill('SIGKILL');
      acknowledged.push(...(await child.ended));
      await expectKept(acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * ACKS_BEFORE_KILL);
  });

  it('[D1] [G10] kill -9 of the server: what a page was told is saved is there after the restart', async () => {
    const [CATEGORY, SUBCATEGORY] = [
      cellKey('problem000000001', 'category'),
      cellKey('problem000000001', 'subcategory'),
    ];
    const acknowledged: string[] = [];
    let last = '';
    for (let life = 1; life <= KILLS; life += 1) {
      const child = startChild('serving-process.ts', [folder, 'FULL']);
      await child.said('PORT', 1);
      const [, port] = child.lines.find((line) => line.startsWith('PORT'))!.split(' ');
      const client = await connectClient(`ws://127.0.0.1:${port}/sync/${LEDGER}`, 'person0000000001');
      if (last !== '') await client.sees(CATEGORY, last);
      for (let n = 1; n <= ACKS_BEFORE_KILL; n += 1) {
        const opId = `op${String(life * 1_000 + n).padStart(14, '0')}`;
        await client.edit(opId, CATEGORY, opId);
        acknowledged.push(`ACK ${opId}`);
        last = opId;
      }
      const unanswered = client.edit(`late${String(life).padStart(12, '0')}`, SUBCATEGORY, last);
      child.process.kill('SIGKILL');
      await Promise.allSettled([unanswered, child.ended]);
      await expectKept(acknowledged);
    }
  });

  it.each([
    ['halved', (wal: Buffer) => wal.subarray(0, wal.length / 2)],
    ['bit-flipped', (wal: Buffer) => flipped(wal, Math.floor(wal.length / 2))],
  ])('[D6] a %s WAL opens short but whole: what is there is a true beginning', async (_what, damage) => {
    const child = startChild('committing-process.ts', [folder, 'FULL', String(ACKS_BEFORE_KILL), 'STAY']);
    await child.said('ACK', ACKS_BEFORE_KILL);
    child.process.kill('SIGKILL');
    await child.ended;
    const wal = join(folder, 'ledgers.db-wal');
    await writeFile(wal, damage(await readFile(wal)));
    const store = await openSqliteStore(folder);
    const verdict = await verifyChain(store.db, LEDGER);
    expect(verdict.ok).toBe(true);
    // nothing here can know of the lost tail: that is what the receipts of acknowledgements are for
    expect(verdict.seq).toBeLessThan(ACKS_BEFORE_KILL);
    expect(await readLogAfter(store.db, LEDGER, 0)).toHaveLength(verdict.seq);
    await store.close();
  });

  /** Overwrites the first page of a table with rubbish. */
  async function corrupt(table: string): Promise<void> {
    const path = join(folder, 'ledgers.db');
    const database = new Database(path, { readonly: true });
    const page = Number(
      database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table),
    );
    database.close();
    await writeFile(path, (await readFile(path)).fill(0xa5, (page - 1) * PAGE_BYTES, page * PAGE_BYTES));
  }

  it('[D2] a corrupt page turns the store read-only at the first commit that meets it', async () => {
    await (await openSqliteStore(folder)).close();
    const store = await openSqliteStore(folder);
    await corrupt('setting');
    const commit = store.commit([
      [store.db.insertInto('setting').values({ key: 'a', value: '1' }).compile()],
    ]);
    await expect(commit).rejects.toMatchObject({
      name: 'StoreFailed',
      message: expect.stringContaining('malformed'),
    });
    expect(store.readOnly).toContain('malformed');
    await store.close();
  });

  it('[D10] a damaged table is named at the start, and the file stays as it was', async () => {
    await (await openSqliteStore(folder)).close();
    await corrupt('review');
    const before = await readFile(join(folder, 'ledgers.db'));
    await expect(openSqliteStore(folder)).rejects.toThrow(
      /ledgers\.db is damaged: table review.*npm run restore/s,
    );
    expect((await readFile(join(folder, 'ledgers.db'))).equals(before)).toBe(true);
  });

  it('[D6] a file that is no database is refused and stays as it was', async () => {
    const path = join(folder, 'ledgers.db');
    await writeFile(path, 'not a database, but 反馈意见'.repeat(1_000));
    await expect(openSqliteStore(folder)).rejects.toThrow(/ledgers\.db can't be opened.*not a database/);
    expect(await readFile(path, 'utf8')).toContain('反馈意见');
  });

  it('[D2] a full disk turns the whole store read-only, says so once, and reading goes on', async () => {
    const store = await openSqliteStore(folder, { pagesMax: 150 });
    const reasons: string[] = [];
    store.onReadOnly((reason) => reasons.push(reason));
    const setting = (key: string, value: string) =>
      store.db.insertInto('setting').values({ key, value }).compile();
    expect(await store.commit([[setting('small', '1')]])).toEqual([{ ok: true }]);
    const large = store.commit([[setting('beside', '1')], [setting('large', 'x'.repeat(1_000_000))]]);
    const waiting = store.commit([[setting('after', '1')]]);
    await expect(large).rejects.toMatchObject({
      name: 'StoreFailed',
      message: expect.stringContaining('full'),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'StoreFailed' });
    await expect(store.commit([[setting('tiny', '1')]])).rejects.toMatchObject({ name: 'StoreFailed' });
    expect(reasons).toEqual([store.readOnly]);
    expect(await store.db.selectFrom('setting').select('key').execute()).toEqual([{ key: 'small' }]);
    await store.close();
  });

  it.skipIf(!traced)(
    `[D2] after one failed fsync nothing is written any more, what was acknowledged stays${traced ? '' : ' (strace is missing or may not trace here)'}`,
    async () => {
      const trace = [
        'strace',
        '-f',
        '-o',
        '/dev/null',
        '-e',
        `inject=fsync,fdatasync:error=EIO:when=${FSYNC_THAT_FAILS}`,
      ];
      const child = startChild('committing-process.ts', [folder, 'FULL', '200'], { before: trace });
      const lines = await child.ended;
      expect(lines.filter((line) => line.startsWith('ACK')).length).toBeGreaterThan(10);
      expect(lines.slice(-3)).toEqual([
        expect.stringMatching(/^BROKEN StoreFailed .*I\/O/),
        expect.stringMatching(/^BROKEN StoreFailed/),
        'CLOSED',
      ]);
      await expectKept(lines);
    },
  );

  it('[D5] a newer schema is refused with a sentence, and the file stays as it was', async () => {
    await (await openSqliteStore(folder)).close();
    const file = new Database(join(folder, 'ledgers.db'));
    file.pragma('user_version = 99');
    file.close();
    await expect(openSqliteStore(folder)).rejects.toThrow(/schema 99.*newer version/s);
    const after = new Database(join(folder, 'ledgers.db'), { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
  });

  it('[D4] the chains can be verified beside a running server, and a break ends it with 1', async () => {
    const store = await openSqliteStore(folder);
    await store.commit([partiesOf(store, 2)]);
    const logged = loggedCommit(store, { ledger: LEDGER, seq: 1, prev: CHAIN_START });
    await store.commit([logged.statements]);
    const whole = startChild('../../server/verify/run.ts', [folder]);
    expect((await whole.ended).slice(-1)).toEqual([
      expect.stringMatching(/^2 ledgers, 1 commits, 0 checkpoints, 0 snapshots: whole/),
    ]);
    await store.commit([[store.db.updateTable('log').set({ person: 'somebody else' }).compile()]]);
    const altered = startChild('../../server/verify/run.ts', [folder]);
    const exited = new Promise((resolve) => altered.process.once('exit', resolve));
    expect((await altered.ended).slice(-1)).toEqual([expect.stringContaining('1 broken')]);
    expect(await exited).toBe(1);
    await store.close();
  });

  it('[D7] a second process on the same folder is refused with a sentence', async () => {
    const store = await openSqliteStore(folder);
    await expect(openSqliteStore(folder)).rejects.toThrow('in use by another process');
    await store.close();
    await (await openSqliteStore(folder)).close();
  });
});
