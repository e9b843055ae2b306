/** The steps of the schema: each once, in order, whole or not at all. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';

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
