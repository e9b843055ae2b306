/** The steps of the schema: each once, in order, whole or not at all. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';
import { snapshotChainHash, type LinkedSnapshot } from '#server/store/snapshot-links.ts';

const step = (number: number, sql: string) => ({ number, name: `step ${number}`, sql });
const version = (database: Database.Database): unknown => database.pragma('user_version', { simple: true });

describe('migrations', () => {
  it('[D5] run once each, in order', () => {
    const database = new Database(':memory:');
    migrate(database, [step(1, 'CREATE TABLE a (x)')]);
    migrate(database, [step(1, 'CREATE TABLE a (x)'), step(2, 'ALTER TABLE a ADD y')]);
    migrate(database, [step(1, 'CREATE TABLE a (x)'), step(2, 'ALTER TABLE a ADD y')]);
    expect(version(database)).toBe(2);
    expect(database.prepare('SELECT x, y FROM a').all()).toEqual([]);
  });

  it('[D5] a step that fails leaves the schema of the step before', () => {
    const database = new Database(':memory:');
    const steps = [step(1, 'CREATE TABLE a (x)'), step(2, 'CREATE TABLE b (x); CREATE TABLE a (x)')];
    expect(() => migrate(database, steps)).toThrow('already exists');
    expect(version(database)).toBe(1);
    expect(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()).toEqual([
      { name: 'a' },
    ]);
  });

  it('[D5] a newer file and a gap in the numbers are refused', () => {
    const database = new Database(':memory:');
    expect(() => migrate(database, [step(2, '')])).toThrow('numbered 2, expected 1');
    database.pragma('user_version = 3');
    expect(() => migrate(database, [step(1, '')])).toThrow('knows schemas up to 1');
  });

  it('[D5] departments of rows that are there already become a column', () => {
    const database = new Database(':memory:');
    database.pragma('foreign_keys = OFF');
    migrate(database, MIGRATIONS.slice(0, 1));
    const add = database.prepare(
      "INSERT INTO row_current VALUES ('l', ?, 'tasks', 'p', 'a0', 0, NULL, NULL, NULL, NULL, 0, ?, 1)",
    );
    add.run('by id', JSON.stringify({ assigned: '@Organisation0001 财政局' }));
    add.run('by name', JSON.stringify({ assigned: '财政局' }));
    add.run('none', '{}');
    migrate(database, MIGRATIONS);
    expect(database.prepare('SELECT row, assigned FROM row_current ORDER BY row').raw().all()).toEqual([
      ['by id', 'Organisation0001'],
      ['by name', null],
      ['none', null],
    ]);
  });

  it('[D5] answers move into the rows of their commits, the standing of figures into the ledger', () => {
    const database = new Database(':memory:');
    database.pragma('foreign_keys = OFF');
    migrate(database, MIGRATIONS.slice(0, 9));
    const log = database.prepare(
      `INSERT INTO log (commit_no, ledger, seq, epoch, at, person, role, session, op_id, act, prev_hash, hash)
       VALUES (?, 'l', ?, 1, '2026-03-01T00:00:00.000Z', 'p', 'office', 's', ?, 'edit', 'x', 'y')`,
    );
    const op = database.prepare("INSERT INTO op VALUES ('l', ?, 'p', ?, ?, ?)");
    const said = { at: '2026-03-01T00:00:00.000Z', hash: 'y', superseded: [] as object[] };
    ['edit', 'beaten', 'command', null].forEach((name, n) => log.run(n + 1, n + 1, name));
    op.run('edit', 'c1', 1, JSON.stringify({ ...said, value: null }));
    op.run(
      'beaten',
      'c2',
      2,
      JSON.stringify({ ...said, superseded: [{ cell: 'r/f', by: '某某' }], value: null }),
    );
    op.run('command', 'c3', 3, JSON.stringify({ ...said, value: { rows: ['a'] } }));
    database.exec(`INSERT INTO ledger VALUES ('l', 'r', 'u', NULL, NULL, 1, 4, 'y', 0, 4, '2026');
      INSERT INTO ledger VALUES ('m', 'r', 'v', NULL, NULL, 1, 0, '0', 0, 0, '2026');
      INSERT INTO figures VALUES ('l', 3, 3, '2026-03-01', '{}')`);
    migrate(database, MIGRATIONS);
    const moved = database.prepare('SELECT content_hash, answer FROM log ORDER BY seq').raw().all();
    expect(moved).toEqual([
      ['c1', null],
      ['c2', '{"superseded":[{"cell":"r/f","by":"某某"}],"value":null}'],
      ['c3', '{"superseded":[],"value":{"rows":["a"]}}'],
      [null, null],
    ]);
    expect(database.prepare('SELECT id, rows_seq FROM ledger ORDER BY id').raw().all()).toEqual([
      ['l', 3],
      ['m', 0],
    ]);
    expect(database.prepare('SELECT * FROM figures').raw().all()).toEqual([['l', '2026-03-01', '{}']]);
  });

  it('[D5] snapshots that are there already hang on each other, each scope by itself', () => {
    const database = new Database(':memory:');
    database.pragma('foreign_keys = OFF');
    migrate(database, MIGRATIONS.slice(0, 10));
    const add = database.prepare(
      `INSERT INTO snapshot (id, number, scope, ledger, round, title, person, at, seq, content, sha256, previous_sha256, cause)
       VALUES (?, ?, ?, ?, 'r', '存档', 'p', '2026-03-01T00:00:00.000Z', 1, x'7B7D', ?, NULL, 'manual')`,
    );
    // a ledger’s row may name its round, too
    add.run('b', 2, 'ledger', 'l', 'h2');
    add.run('a', 1, 'ledger', 'l', 'h1');
    add.run('m', 1, 'ledger', 'm', 'h3');
    add.run('r', 1, 'round', null, 'h4');
    migrate(database, MIGRATIONS);
    const rows = database
      .prepare<[], LinkedSnapshot & { readonly chain_hash: string }>('SELECT * FROM snapshot')
      .all();
    const of = (id: string) => rows.find((row) => row.id === id)!;
    for (const id of ['a', 'm', 'r']) expect(of(id).chain_hash, id).toBe(snapshotChainHash(null, of(id)));
    expect(of('b').chain_hash).toBe(snapshotChainHash(of('a').chain_hash, of('b')));
  });

  it('[D5] the steps of this version make every table of the schema', () => {
    const database = new Database(':memory:');
    migrate(database, MIGRATIONS);
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all();
    expect(tables).toEqual(
      [
        'person',
        'organisation',
        'membership',
        'round',
        'round_supervisor',
        'round_team',
        'ledger',
        'log',
        'change',
        'checkpoint',
        'client_binding',
        'row_current',
        'row_text',
        'figures',
        'evidence',
        'review',
        'correction',
        'bin',
        'feedback_document',
        'import',
        'last_seen',
        'log_horizon',
        'given_up',
        'given_up_row',
        'restoration',
        'snapshot',
        'audit',
        'setting',
        'dictionary',
      ].sort(),
    );
  });
});
