/** Nothing gets lost, with real processes: a backup of a server under load, the disaster, the restore, and the pages that stayed open. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellKey } from '#document/keys.ts';
import { readManifest } from '#server/backup/manifest.ts';
import { openReading } from '#server/store/sqlite/reading.ts';
import { verifyChain } from '#server/store/log.ts';
import { actorOf, Browser, TestPage } from '../contract/board-page.ts';
import { at, Visitor } from '../contract/house.ts';
import { until } from '../contract/until.ts';
import { issueProblem, run, serve, signIn, socketsOf, type Cast, type Served } from './backup-stage.ts';
import { startChild } from './child.ts';
import { connectClient } from './editing-client.ts';

const ACKS_BEFORE = 40;
/** Which byte of a file is altered does not matter. */
const BYTE_ALTERED = 5_000;

let root: string;
let served: Served[];
let pages: TestPage[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sandan-backup-'));
  served = [];
  pages = [];
});
afterEach(async () => {
  for (const page of pages) page.unload();
  for (const one of served) await one.stop();
  await rm(root, { recursive: true, force: true });
});

const place = (name: string): string => join(root, name);
async function start(name: string, backups?: string): Promise<Served> {
  const one = await serve(place(name), backups && place(backups));
  served.push(one);
  return one;
}

/** A served folder with one problem issued. */
async function startWithProblem(name: string) {
  const server = await start(name);
  if (!server.cast) throw new Error('The folder is not new.');
  const office = await signIn(server.port, 'office');
  const problem = await issueProblem(office, server.cast.ledger);
  return { server, cast: server.cast, office, problem };
}

/** Writes one cell after another until it is told to stop; `acknowledged` grows with each ACK. */
async function load({ port }: Served, { ledger }: Cast, { cookie }: Visitor, key: string) {
  const client = await connectClient(`ws://127.0.0.1:${port}/sync/${ledger}`, '', cookie);
  const acknowledged: string[] = [];
  let stopped = false;
  async function write(): Promise<void> {
    for (let n = 1; !stopped; n += 1) {
      const opId = `load${String(n).padStart(12, '0')}`;
      await client.edit(opId, key, opId);
      acknowledged.push(opId);
    }
  }
  const written = write();
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await written;
      client.close();
    },
  };
}

/** Operations of the log, and where each ledger stands, once every chain was found whole. */
async function readFolder(folder: string) {
  const db = openReading(folder);
  try {
    const ledgers = await db.selectFrom('ledger').select(['id', 'epoch', 'seq']).orderBy('id').execute();
    for (const { id } of ledgers) expect(await verifyChain(db, id)).toMatchObject({ ok: true });
    const log = await db.selectFrom('log').select('op_id').where('op_id', 'is not', null).execute();
    return { ledgers, operations: log.map((row) => row.op_id ?? '') };
  } finally {
    await db.destroy();
  }
}

const read = (visitor: Visitor, ledger: string) => visitor.get(`/api/ledgers/${ledger}`);

describe('a backup under load, and its restore', () => {
  it('[D9] holds every edit acknowledged before it began; pages of the old epoch come back and keep what it did not have', async () => {
    const { server, cast, office, problem } = await startWithProblem('data');
    const writer = await load(server, cast, office, cellKey(problem, 'category'));
    let port = server.port;
    const person = actorOf(cast.office, 'office同志', 'office');
    const page = new TestPage(
      { opener: () => socketsOf(cast.ledger, office.cookie, () => port) },
      person,
      new Browser(),
      {
        ledger: cast.ledger,
        random: () => 0.1,
      },
    );
    pages.push(page);
    await until(() => expect(page.core.line.state).toBe('live'));
    page.edits.setCells([{ row: problem, field: 'subcategory', value: '备份之前' }]);
    await until(() => expect(page.core.pending).toBe(0));
    await until(() => expect(writer.acknowledged.length).toBeGreaterThan(ACKS_BEFORE));

    const before = [...writer.acknowledged];
    const backedUp = await run('backup', '--data', place('data'), place('copies/first'));
    expect([backedUp.code, backedUp.errors]).toEqual([0, '']);
    const during = writer.acknowledged.length;
    expect(during).toBeGreaterThan(before.length);
    await until(() => expect(writer.acknowledged.length).toBeGreaterThan(during));
    await writer.stop();
    page.edits.setCells([{ row: problem, field: 'subcategory', value: '备份之后' }]);
    await until(() => expect(page.core.pending).toBe(0));
    const lost = await readFolder(place('data'));
    server.child.process.kill('SIGKILL');
    await server.child.ended;

    const ofTheDead = await run('backup', '--data', place('data'), place('copies/second'));
    expect([ofTheDead.code, ofTheDead.errors]).toEqual([0, '']);
    const { operations: all } = await readFolder(place('copies/second'));
    expect(writer.acknowledged.filter((op) => !all.includes(op))).toEqual([]);

    const restored = await run('restore', place('copies/first'), place('fresh'));
    expect([restored.code, restored.errors]).toEqual([0, '']);
    const { ledgers, operations } = await readFolder(place('fresh'));
    expect(new Set(operations).size).toBe(operations.length);
    expect(before.filter((op) => !operations.includes(op))).toEqual([]);
    for (const ledger of ledgers) {
      const old = lost.ledgers.find(({ id }) => id === ledger.id);
      expect(ledger.epoch).toBeGreaterThan((old?.epoch ?? 0) + 1);
    }

    const fresh = await start('fresh');
    port = fresh.port;
    page.wake();
    const epoch = ledgers.find(({ id }) => id === cast.ledger)?.epoch;
    await until(() => expect([page.core.line.state, page.core.line.session?.epoch]).toEqual(['live', epoch]));
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    expect(page.core.tray.items[0]).toMatchObject({ text: '备份之后', reason: { code: 'TAIL_LOST' } });
    expect(page.core.lists.lists.problems[0]?.subcategory).toBe('备份之前');
    expect(page.core.readOnly).toBeNull();
    page.edits.setCells([{ row: problem, field: 'subcategory', value: '备份之后' }]);
    await until(() => expect(page.core.pending).toBe(0));
    const again = await signIn(fresh.port, 'office');
    expect(at((await read(again, cast.ledger)).json, 'problems', 0, 'subcategory')).toBe('备份之后');
  });

  it('[D9] a restore settles a lost tail, and may end all sessions', async () => {
    const { server, cast, problem } = await startWithProblem('data');
    await server.stop();
    const database = new Database(join(place('data'), 'ledgers.db'));
    database.prepare('INSERT INTO setting VALUES (?, ?)').run(`tail-lost/${cast.ledger}`, '{}');
    database.close();
    expect((await run('backup', '--data', place('data'), place('copy'))).code).toBe(0);
    expect((await run('restore', '--end-sessions', place('copy'), place('fresh'))).code).toBe(0);
    const fresh = await start('fresh');
    const reply = await (
      await signIn(fresh.port, 'office')
    ).post(`/api/ledgers/${cast.ledger}/commands`, {
      opId: 'after00000000001',
      command: 'correctOriginal',
      row: problem,
      original: '制度执行不够严格',
      reason: '原文如此',
    });
    expect(reply.status).toBe(200);
    const accounts = new Database(join(place('fresh'), 'accounts.db'), { readonly: true });
    // only the one who signed in just now
    expect(accounts.prepare('SELECT count(*) FROM session').pluck().get()).toBe(1);
    accounts.close();
  });

  it('[D9] is readable by its owner alone, and can leave the keys at home', async () => {
    const { server } = await startWithProblem('data');
    expect((await run('backup', '--data', place('data'), place('whole'))).code).toBe(0);
    expect((await run('backup', '--data', place('data'), '--without-secrets', place('keyless'))).code).toBe(
      0,
    );
    expect((await readdir(place('whole'))).sort()).toEqual([
      'accounts.db',
      'ledgers.db',
      'manifest.json',
      'secrets.json',
    ]);
    expect((await readdir(place('keyless'))).sort()).toEqual(['accounts.db', 'ledgers.db', 'manifest.json']);
    for (const name of await readdir(place('whole')))
      expect((await stat(join(place('whole'), name))).mode & 0o077).toBe(0);
    expect((await run('restore', place('keyless'), place('fresh'))).out).toContain('everybody signs in anew');
    await server.stop();
    const fresh = await start('fresh');
    await signIn(fresh.port, 'office');
  });
});

describe('the nightly backup of a server', () => {
  it('[D11] is made beside it, shown in /readyz and /metrics, and can be restored; a failure fails no readiness', async () => {
    const { server, cast } = await startWithProblem('data');
    await server.stop();
    const nightly = await start('data', 'nights');
    const visitor = new Visitor(nightly.port);
    await until(async () =>
      expect((await visitor.get('/readyz')).json).toEqual({
        ok: true,
        backup: { at: expect.stringMatching(/Z$/), ok: true },
      }),
    );
    expect((await visitor.get('/metrics')).text).toMatch(
      /sandan_backup_last_success_timestamp_seconds [1-9].*sandan_backup_failed 0/s,
    );
    await nightly.stop();
    const [made] = await readdir(place('nights'));
    expect((await run('restore', join(place('nights'), made!), place('fresh'))).code).toBe(0);
    const fresh = await start('fresh');
    expect((await read(await signIn(fresh.port, 'office'), cast.ledger)).status).toBe(200);

    await writeFile(place('no folder'), 'a file stands here');
    const failing = await start('data', 'no folder');
    const asker = new Visitor(failing.port);
    await until(async () =>
      expect((await asker.get('/readyz')).json).toEqual({ ok: true, backup: { at: null, ok: false } }),
    );
    expect((await asker.get('/readyz')).status).toBe(200);
    expect((await asker.get('/metrics')).text).toContain('sandan_backup_failed 1');
  });
});

describe('what is refused', () => {
  let backup: string;
  beforeEach(async () => {
    const { server } = await startWithProblem('data');
    await server.stop();
    backup = place('backup');
    expect((await run('backup', '--data', place('data'), backup)).code).toBe(0);
  });

  it('[D9] nothing is overwritten: a restore onto data, a backup onto anything', async () => {
    const before = await readFile(join(place('data'), 'ledgers.db'));
    const onto = await run('restore', backup, place('data'));
    expect([onto.code, onto.errors]).toEqual([2, expect.stringContaining('is not empty')]);
    expect((await readFile(join(place('data'), 'ledgers.db'))).equals(before)).toBe(true);
    const again = await run('backup', '--data', place('data'), backup);
    expect([again.code, again.errors]).toEqual([2, expect.stringContaining('exists already')]);
    expect(await run('backup', '--data', place('nowhere'), place('b'))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('nothing to back up'),
    });
    expect((await run('restore', backup)).code).toBe(2);
    expect((await run('restore', place('data'), place('fresh'))).errors).toContain('is no backup');
    await mkdir(place('empty'));
    expect((await run('restore', backup, place('empty'))).code).toBe(0);
    // no halves are left lying about
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  /** Changes the ledgers of a backup, and the hash in its manifest with them. */
  async function alter(folder: string, sql: string): Promise<void> {
    const file = join(folder, 'ledgers.db');
    const database = new Database(file);
    database.exec(sql);
    database.close();
    const bytes = await readFile(file);
    const path = join(folder, 'manifest.json');
    const manifest = await readManifest(folder);
    const hash = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const files = manifest.files.map((entry) =>
      entry.name === 'ledgers.db' ? { ...entry, ...hash } : entry,
    );
    await writeFile(path, JSON.stringify({ ...manifest, files }));
  }

  it('[D9] [D5] a backup of a newer version, with a sentence', async () => {
    await alter(backup, 'PRAGMA user_version = 99');
    const newer = await run('restore', backup, place('fresh'));
    expect([newer.code, newer.errors]).toEqual([1, expect.stringMatching(/newer version.*schema 99/s)]);
    expect(newer.errors.trim().split('\n')).toHaveLength(1);
  });

  it('[D9] an altered backup, with its hash or with a hash that was altered too', async () => {
    await cp(backup, place('flipped'), { recursive: true });
    const file = join(place('flipped'), 'accounts.db');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(BYTE_ALTERED) ^ 1, BYTE_ALTERED);
    await writeFile(file, bytes);
    const flipped = await run('restore', place('flipped'), place('fresh'));
    expect([flipped.code, flipped.errors]).toEqual([
      1,
      expect.stringContaining('accounts.db does not have its SHA-256'),
    ]);

    await alter(backup, "UPDATE log SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1");
    const rehashed = await run('restore', backup, place('fresh'));
    expect([rehashed.code, rehashed.errors]).toEqual([
      1,
      expect.stringContaining('CHANGED_COMMIT at commit 1'),
    ]);
    expect(await readdir(root)).not.toContain('fresh');
  });
});

describe('a damaged database', () => {
  it('[D10] a folder of which a part is gone is refused, and nothing blank is made in its place', async () => {
    const { server } = await startWithProblem('data');
    await server.stop();
    for (const name of ['ledgers.db', 'accounts.db']) {
      await rename(join(place('data'), name), place(name));
      const child = startChild('app-process.ts', [place('data')], { errors: 'kept' });
      expect(await child.ended).toEqual([]);
      expect(child.errors.join('')).toContain(`${name} is missing or empty`);
      expect(await readdir(place('data'))).not.toContain(name);
      await rename(place(name), join(place('data'), name));
    }
    await signIn((await start('data')).port, 'office');
  });

  it('[D10] a ledger whose log was altered is named and stays shut; the others open, and no backup of it is kept', async () => {
    const { server, cast } = await startWithProblem('data');
    await server.stop();
    const database = new Database(join(place('data'), 'ledgers.db'));
    database.prepare('DELETE FROM checkpoint').run();
    database
      .prepare("UPDATE change SET new_value = '\"closed\"' WHERE field = 'status' AND ledger = ?")
      .run(cast.ledger);
    database.close();
    const damaged = await start('data');
    const said = damaged.child.lines.find((line) => line.includes('a ledger is damaged'));
    expect(said).toContain(cast.ledger);
    expect(said).toContain('commit 1: CHANGED_COMMIT');
    const office = await signIn(damaged.port, 'office');
    const shut = await read(office, cast.ledger);
    expect([shut.status, at(shut.json, 'error', 'code')]).toEqual([503, 'LEDGER_DAMAGED']);
    await issueProblem(office, cast.otherLedger);
    expect(at((await read(office, cast.otherLedger)).json, 'problems', 0, 'code')).toBe('1');
    const backedUp = await run('backup', '--data', place('data'), place('copy'));
    expect([backedUp.code, backedUp.errors]).toEqual([
      1,
      expect.stringContaining(`ledger ${cast.ledger}: CHANGED_COMMIT at commit 1`),
    ]);
    expect(await readdir(root)).toEqual(['data']);
  });

  it('[D10] a damaged accounts.db ends the start with its name', async () => {
    const { server } = await startWithProblem('data');
    await server.stop();
    await writeFile(join(place('data'), 'accounts.db'), 'no database at all'.repeat(1_000));
    const child = startChild('app-process.ts', [place('data')], { errors: 'kept' });
    expect(await child.ended).toEqual([]);
    expect(child.errors.join('')).toContain('accounts.db is damaged: file is not a database');
  });
});
