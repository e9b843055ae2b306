/** The thread of the past: bounded, begun anew after a failure, ended with the server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { History } from '#server/history/history.contract.ts';
import { createHistory } from '#server/history/history.ts';
import { ASKED_BY_ONE_MAX, ASKED_MAX } from '#server/history/limits.ts';
import { LEDGER, seedLedger } from '#server/rooms/rooms.testing.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';

describe('the thread of the past', () => {
  let folder: string;
  let warned: string[];
  let history: History;
  const open = (at: string, bounds: { answerMs?: number; threadMb?: number } = {}): History =>
    (history = createHistory({
      folder: at,
      log: { warn: (_fields, message) => void warned.push(message) },
      ...bounds,
    }));

  beforeEach(async () => {
    warned = [];
    folder = await mkdtemp(join(tmpdir(), 'sandan-history-'));
    const store = await openSqliteStore(folder);
    await seedLedger(store);
    await store.close();
  });
  afterEach(async () => {
    await history.close();
    await rm(folder, { recursive: true });
  });

  it('[H3] answers what it is asked, and refuses what is not there', async () => {
    open(folder);
    expect(await history.stateAt(LEDGER, 0)).toMatchObject({ ok: true, value: { seq: 0, at: null } });
    expect(await history.page(LEDGER, {})).toEqual({
      ok: true,
      value: { ledger: LEDGER, items: [], rows: {} },
    });
    expect(await history.view('nowhere' as LedgerId, '0')).toMatchObject({ code: 'NOT_FOUND' });
    expect(warned).toEqual([]);
  });

  it('[H5] takes so many questions and no more', async () => {
    open(folder);
    const asked = Array.from({ length: ASKED_MAX + 3 }, () =>
      history.seqAt(LEDGER, '2026-03-01T00:00:00.000Z'),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(ASKED_MAX);
    expect(answers.slice(-3)).toMatchObject([
      { code: 'UNAVAILABLE' },
      { code: 'UNAVAILABLE' },
      { code: 'UNAVAILABLE' },
    ]);
  });

  it('[H5] who asks for everything at once leaves room for others', async () => {
    open(folder);
    const greedy = history.askedBy('greedy' as PersonId);
    const asked = Array.from({ length: ASKED_MAX }, () => greedy.seqAt(LEDGER, '2026-03-01T00:00:00.000Z'));
    const other = await history.askedBy('other' as PersonId).seqAt(LEDGER, '2026-03-01T00:00:00.000Z');
    expect(other.ok).toBe(true);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(ASKED_BY_ONE_MAX);
    expect((await greedy.seqAt(LEDGER, '2026-03-01T00:00:00.000Z')).ok).toBe(true);
  });

  it('[H3] a thread that cannot read says so to whoever waits, and the next question gets another one', async () => {
    open(join(folder, 'nowhere'));
    for (let n = 0; n < 2; n += 1)
      expect(await history.stateAt(LEDGER, 0)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(warned).toEqual(['the past could not be read', 'the past could not be read']);
  });

  it('[H5] a question that takes too long ends with the thread', async () => {
    open(folder, { answerMs: 0 });
    expect(await history.stateAt(LEDGER, 0)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(warned).toEqual(['the past could not be read']);
  });

  it('[H20] a thread that needs more memory than it may have ends, alone, and the next question gets another', async () => {
    const database = new Database(join(folder, 'ledgers.db'));
    database.exec(`INSERT INTO log (commit_no, ledger, seq, epoch, at, person, role, session, act, prev_hash, hash)
      VALUES (1, '${LEDGER}', 1, 1, '2026-03-01T00:00:00.000Z', 'person', 'office', 'session', 'edit', '', 'hash')`);
    const large = database.prepare(
      `INSERT INTO change (ledger, seq, n, cell, row, field, new_value) VALUES ('${LEDGER}', 1, ?, ?, 'row', ?, ?)`,
    );
    for (let n = 0; n < 80; n += 1)
      large.run(n, `row/field${n}`, `field${n}`, JSON.stringify(`字${'某'.repeat(400_000)}`));
    database.close();
    open(folder, { threadMb: 24 });
    expect(await history.stateAt(LEDGER, 1)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(warned).toEqual(['the past could not be read']);
    expect(await history.stateAt(LEDGER, 0)).toMatchObject({ ok: true });
  });

  it('[H3] after the end nothing is answered', async () => {
    open(folder);
    const waits = history.stateAt(LEDGER, 0);
    await history.close();
    expect(await waits).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await history.stateAt(LEDGER, 0)).toMatchObject({ code: 'UNAVAILABLE' });
    // that the server stops is no failure
    expect(warned).toEqual([]);
  });
});
