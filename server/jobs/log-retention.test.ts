/** Old log rows go behind a signed checkpoint: the ledger opens as before, verifies, and a forged end of history does not (N14, N15). */
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { historyPage } from '#server/history/page.ts';
import { Moments } from '#server/history/moments.ts';
import { createLogRetention, type RetentionParts } from '#server/jobs/log-retention.ts';
import { nameDamagedLedgers } from '#server/jobs/ledger-check.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITED,
  EDITOR2,
  LEDGER,
  TestPage,
  editedStore,
  roomsOn,
  type MemoryStore,
} from '#server/rooms/rooms.testing.ts';
import { isTrueHorizon, readHorizon } from '#server/store/horizon.ts';
import { verifyLedger } from '#server/verify/verify-ledger.ts';

const KEY = 'e'.repeat(64);
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
/** Commit 1 makes the sample, commits 2 to 9 write `第0` to `第7`; a checkpoint every three. */
const EDITS = 8;

const written = (): Promise<MemoryStore> => editedStore(EDITS);
/** The commits were made when the stage says; the night is five years later. */
const retention = (store: MemoryStore, more: Partial<RetentionParts> = {}) =>
  createLogRetention({
    store,
    receiptKey: KEY,
    months: 12,
    proven: async (ledgers) => new Set(ledgers),
    clock: () => new Date(Date.now() + 5 * 365 * 24 * 3_600_000),
    log: LOG,
    ...more,
  });
const seqs = (store: MemoryStore, table: string): number[] =>
  store.database.prepare<[], number>(`SELECT DISTINCT seq FROM ${table} ORDER BY seq`).pluck().all();
const findings = (store: MemoryStore, key = KEY) => {
  const head = store.database.prepare('SELECT id, seq, chain_hash FROM ledger WHERE id = ?').get(LEDGER);
  return verifyLedger(store.database, head as never, key).findings;
};

describe('[N14] the end of old log rows', () => {
  it('[N14] up to the newest checkpoint that is not the last commit; the ledger goes on as before', async () => {
    const store = await written();
    const newest = seqs(store, 'checkpoint')
      .filter((seq) => seq < EDITS + 1)
      .at(-1)!;
    expect(await retention(store).run()).toEqual({ done: 1, left: 0 });
    expect(seqs(store, 'log')[0]).toBe(newest + 1);
    expect(seqs(store, 'change')[0]).toBe(newest + 1);
    expect(seqs(store, 'checkpoint')[0]).toBe(newest);
    const horizon = (await readHorizon(store.db, LEDGER))!;
    expect(horizon).toMatchObject({ seq: newest });
    expect(isTrueHorizon(KEY, horizon)).toBe(true);
    expect(findings(store)).toEqual([]);
    expect(await nameDamagedLedgers(store, LOG)).toEqual([]);

    const { rooms } = roomsOn(store);
    const page = await new TestPage(rooms, EDITOR2).board();
    expect(cellsOf(page.doc).get(EDITED)).toBe(`第${EDITS - 1}`);
    page.edit('opnew', (doc) => setCell(doc, EDITED, '新'));
    await page.next('ack');
    await rooms.close();
    expect(findings(store)).toEqual([]);
    expect(await retention(store).run()).toMatchObject({ left: 0 });
    expect(findings(store)).toEqual([]);
  });

  it('[N14] from the horizon alone, without newer checkpoints', async () => {
    const store = await written();
    await retention(store).run();
    const { seq } = (await readHorizon(store.db, LEDGER))!;
    store.database.prepare('DELETE FROM checkpoint WHERE seq > ?').run(seq);
    const { rooms } = roomsOn(store);
    const page = await new TestPage(rooms, EDITOR2).board();
    expect(cellsOf(page.doc).get(EDITED)).toBe(`第${EDITS - 1}`);
    await rooms.close();
  });

  it('[N14] rows that are young enough stay, and so does a log that does not hold', async () => {
    const store = await written();
    const all = seqs(store, 'log');
    expect(await retention(store, { clock: () => new Date() }).run()).toEqual({ done: 0, left: 0 });
    expect(await retention(store, { proven: async () => new Set() }).run()).toEqual({ done: 0, left: 1 });
    expect(seqs(store, 'log')).toEqual(all);
    expect(await readHorizon(store.db, LEDGER)).toBeUndefined();
  });

  it('[N14] a checkpoint without its hash is no place to go on from: an older one is', async () => {
    const store = await written();
    const [older, newer] = seqs(store, 'checkpoint')
      .filter((seq) => seq < EDITS + 1)
      .slice(-2);
    store.database.exec(`UPDATE checkpoint SET state = x'0000' WHERE seq = ${newer}`);
    await retention(store).run();
    expect((await readHorizon(store.db, LEDGER))!.seq).toBe(older);
  });

  it('[D12] rows whose proof somebody gave up stay: they are evidence', async () => {
    const store = await written();
    store.database.exec("UPDATE log SET person = 'x' WHERE seq = 2");
    const { rooms } = roomsOn(store, { receiptKey: KEY });
    await rooms.committed(LEDGER);
    rooms.damageFound(LEDGER, 2);
    const decision = { person: 'p', reason: '接受', records: () => [] };
    expect(await rooms.switchEpoch(LEDGER, decision)).toMatchObject({ ok: true });
    const page = await new TestPage(rooms, EDITOR2).board();
    page.edit('opnew', (doc) => setCell(doc, EDITED, '新'));
    await page.next('ack');
    await rooms.close();
    const before = seqs(store, 'log');
    expect(await retention(store).run()).toEqual({ done: 0, left: 0 });
    expect(seqs(store, 'log')).toEqual(before);
    expect(findings(store)).toEqual([]);
  });

  it('[N14] a run that was cut short is gone on with, and verifies in between', async () => {
    const store = await written();
    store.database.exec('CREATE TABLE kept AS SELECT * FROM log');
    await retention(store).run();
    const { seq } = (await readHorizon(store.db, LEDGER))!;
    // as if the server had ended in the middle: some old rows still lie beside what was signed
    const { changes } = store.database
      .prepare('INSERT INTO log SELECT * FROM kept WHERE seq > ? AND seq <= ?')
      .run(seq - 2, seq);
    expect(changes).toBe(2);
    expect(findings(store)).toEqual([]);
    await retention(store).run();
    expect(seqs(store, 'log')[0]).toBe(seq + 1);
  });

  it('[N14] signed by somebody else, moved, or taken away, it is a break', async () => {
    const store = await written();
    await retention(store).run();
    expect(findings(store, 'f'.repeat(64))[0]!.what).toContain('is not signed with this installation’s key');
    store.database.exec('UPDATE log_horizon SET seq = seq - 1');
    expect(findings(store).map(({ kind }) => kind)).toContain('log');
    store.database.exec('DELETE FROM log_horizon');
    expect(findings(store)[0]).toMatchObject({
      at: 1,
      what: expect.stringContaining('the commit is missing'),
    });
  });

  it('[N14] a receipt of before it proves no loss', async () => {
    const store = await written();
    const { rooms: first } = roomsOn(store);
    const page = await new TestPage(first, EDITOR1).board();
    page.edit('opmore', (doc) => setCell(doc, EDITED, '更'));
    const { receipt } = (await page.next('ack')).body;
    for (let n = 0; n < 4; n += 1) {
      page.edit(`opm${n}`, (doc) => setCell(doc, EDITED, `更${n}`));
      await page.next('ack', n + 2);
    }
    await first.close();
    // a checkpoint behind that receipt, and not at it
    const { rooms: second } = roomsOn(store, { limits: { checkpointEvery: 1 } });
    const again = await new TestPage(second, EDITOR2).board();
    again.edit('opz', (doc) => setCell(doc, EDITED, '末'));
    await again.next('ack');
    await second.close();
    await retention(store).run();
    expect((await readHorizon(store.db, LEDGER))!.seq).toBeGreaterThan(receipt.seq);
    const { rooms } = roomsOn(store);
    const back = await new TestPage(rooms, EDITOR1).board({ epoch: 1, receipt });
    expect((await back.next('welcome')).body.readOnly).toBeNull();
    await rooms.close();
  });
});

describe('[N15] history after it', () => {
  it('[N15] moments behind the horizon are gone, later ones exact', async () => {
    const store = await written();
    await retention(store).run();
    const { seq } = (await readHorizon(store.db, LEDGER))!;
    const moments = new Moments(store.db);
    expect(await moments.at(LEDGER, seq - 1)).toMatchObject({ ok: false, code: 'NO_SUCH_MOMENT' });
    const later = await moments.at(LEDGER, seq + 1);
    expect(later.ok && later.value.content.get(TASK)?.cells.get('owner')).toBe(`第${seq + 1 - 2}`);
  });

  it('[N15] a page of history that reaches the horizon says from where on rows are gone', async () => {
    const store = await written();
    const whole = await historyPage(store.db, LEDGER, EDITS + 1, {});
    expect(whole.gone).toBeUndefined();
    await retention(store).run();
    const { seq, at } = (await readHorizon(store.db, LEDGER))!;
    const { items, gone } = await historyPage(store.db, LEDGER, EDITS + 1, {});
    expect(gone).toEqual({ seq, at });
    expect(items.at(-1)!.firstSeq).toBe(seq + 1);
  });
});
