/** A damaged ledger in a real folder: read-only at its last good commit, gone on with by a decision at the door, and verified before and after. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, codeOf, opId, type Reply, type Visitor } from '../contract/house.ts';
import { issueProblem, run, serve, signIn, type Served } from './backup-stage.ts';

const EDITS = 8;
/** Commits that are lost with the damaged one. */
const AFTER = 2;

let folder: string;
let server: Served | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-damage-'));
});
afterEach(async () => {
  server?.child.process.kill('SIGKILL');
  await server?.child.ended;
  await rm(folder, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  server!.child.process.kill('SIGKILL');
  await server!.child.ended;
}
function inDatabase<T>(work: (database: Database.Database) => T): T {
  const database = new Database(join(folder, 'ledgers.db'));
  database.pragma('foreign_keys = OFF');
  try {
    return work(database);
  } finally {
    database.close();
  }
}

describe('a damaged ledger', () => {
  it('[D12] is gone on with at the door, by the office alone; verifying names the break before and after, and the server restarts whole', async () => {
    server = await serve(folder);
    const { ledger, otherLedger } = server.cast!;
    const visit = (username: string): Promise<Visitor> => signIn(server!.port, username);
    let office = await visit('office');
    const problem = await issueProblem(office, ledger);
    const write = (value: string): Promise<Reply> =>
      office.post(`/api/ledgers/${ledger}/commands`, {
        opId: opId(),
        command: 'editCells',
        intents: [{ cell: `${problem}/category`, value }],
      });
    const category = async (): Promise<unknown> =>
      at((await office.get(`/api/ledgers/${ledger}`)).json, 'problems', 0, 'category');
    for (let n = 1; n <= EDITS; n += 1) expect((await write(`第${n}次`)).status).toBe(200);
    await kill();

    const broken = inDatabase((database) => {
      const { seq } = database.prepare('SELECT seq FROM ledger WHERE id = ?').get(ledger) as { seq: number };
      database.prepare('DELETE FROM checkpoint WHERE ledger = ?').run(ledger);
      const forged = database.prepare("UPDATE log SET role = 'leader' WHERE ledger = ? AND seq = ?");
      expect(forged.run(ledger, seq - AFTER).changes).toBe(1);
      return seq - AFTER;
    });
    const before = await run('verify', folder);
    expect([before.code, before.errors]).toEqual([
      1,
      expect.stringContaining(`ledger ${ledger}, at ${broken}: its row, its changes or its update`),
    ]);

    server = await serve(folder);
    office = await visit('office');
    expect(await category()).toBe(`第${EDITS - AFTER - 1}次`);
    expect(codeOf(await write('不行'))).toBe('LEDGER_DAMAGED');
    const door = `/api/ledgers/${ledger}/epoch`;
    for (const other of ['head', 'editor', 'leader', 'people'])
      expect([other, codeOf(await (await visit(other)).post(door, { reason: '试' }))]).toEqual([
        other,
        'FORBIDDEN',
      ]);
    expect(codeOf(await office.post(door, { reason: ' ' }))).toBe('REASON_REQUIRED');
    const begun = await office.post(door, { reason: '备份更旧' });
    expect([begun.status, at(begun.json, 'seq')]).toEqual([200, broken + AFTER + 1]);
    expect(await category()).toBe(`第${EDITS - AFTER - 1}次`);
    expect((await write('继续')).status).toBe(200);
    const history = await office.get(`/api/ledgers/${ledger}/history`);
    expect(at(history.json, 'items', 1, 'act')).toBe('epoch:damage');
    expect(at((await office.get(`/api/ledgers/${ledger}?at=${broken - 1}`)).json, 'seq')).toBe(broken - 1);
    expect(codeOf(await office.get(`/api/ledgers/${ledger}?at=${broken}`))).toBe('NO_SUCH_MOMENT');
    expect((await office.get(`/api/ledgers/${otherLedger}`)).status).toBe(200);
    await kill();

    const after = await run('verify', folder);
    expect([after.code, after.errors]).toEqual([0, '']);
    expect(after.out).toContain(`ledger ${ledger}, at ${broken}: the commit is missing`);
    expect(after.out).toMatch(/This was accepted by .* at .* \(“备份更旧”\)/);
    expect(after.out).toContain(`commits ${broken} to ${broken + AFTER} are not proven`);
    const audit = inDatabase((database) =>
      database.prepare("SELECT detail FROM audit WHERE act = 'ledger.epoch'").pluck().all(),
    );
    expect(audit.map((detail) => JSON.parse(String(detail)) as unknown)).toMatchObject([
      { reason: '备份更旧', damaged: true, givenUpFrom: broken, givenUpTo: broken + AFTER },
    ]);

    server = await serve(folder);
    office = await visit('office');
    expect(await category()).toBe('继续');
    expect((await write('又继续')).status).toBe(200);
    const copied = await run('backup', '--data', folder, join(folder, 'copy'));
    expect([copied.code, copied.errors]).toEqual([0, '']);
    const restored = await run('restore', join(folder, 'copy'), join(folder, 'fresh'));
    expect([restored.code, restored.errors]).toEqual([0, '']);
    expect((await run('verify', join(folder, 'fresh'))).code).toBe(0);
  });
});
