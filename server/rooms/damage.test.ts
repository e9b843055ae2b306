/** A ledger whose log breaks: named exactly, open up to its last good commit, and never written over (rule D10). */
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
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
import { committedFromStore } from '#server/exchange/exports/stored-rows.ts';
import { nameDamagedLedgers } from '#server/jobs/ledger-check.ts';

/** Commits 2 to 7 write `第0` to `第5`; checkpoints at 4 and at the end. */
const written = (): Promise<MemoryStore> => editedStore(6);
const tableOf = (store: MemoryStore, name: string): unknown =>
  store.database.prepare(`SELECT * FROM ${name}`).all();

describe('[D10] a log that breaks', () => {
  it('[D10] after the last true checkpoint: open up to the commit before, read-only, and nothing is written over it', async () => {
    const store = await written();
    store.database.exec(
      'DELETE FROM checkpoint WHERE seq > 4; UPDATE change SET new_value = \'"伪造"\' WHERE seq = 6',
    );
    const before = ['log', 'change', 'checkpoint', 'row_current', 'figures', 'ledger'].map((name) =>
      tableOf(store, name),
    );
    const { rooms, logged } = roomsOn(store);
    const page = await new TestPage(rooms, EDITOR2).board();
    expect((await page.next('welcome')).body).toMatchObject({ readOnly: 'LEDGER_DAMAGED', seq: 5 });
    expect(cellsOf(page.doc).get(EDITED)).toBe('第3');
    page.edit('opnew', (doc) => setCell(doc, EDITED, '新'));
    expect((await page.next('refused')).body).toMatchObject({
      reason: { code: 'LEDGER_DAMAGED', params: { at: 6 } },
    });
    expect(await rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 5 } });
    expect(await rooms.switchEpoch(LEDGER)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    expect(logged).toMatchObject([
      { level: 'error', message: 'a ledger is damaged and opens read-only from its last good commit' },
    ]);
    await rooms.close();
    expect(
      ['log', 'change', 'checkpoint', 'row_current', 'figures', 'ledger'].map((name) => tableOf(store, name)),
    ).toEqual(before);
  });

  it('[D10] exports are of the last good commit, too, though the rows in SQL are newer', async () => {
    const store = await written();
    store.database.exec("DELETE FROM checkpoint WHERE seq > 4; UPDATE log SET person = 'x' WHERE seq = 6");
    const { rooms } = roomsOn(store);
    const logged: unknown[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (details: unknown) => logged.push(details),
    };
    const damaged = await nameDamagedLedgers(store, log as never);
    expect(damaged).toEqual([{ ledger: LEDGER, at: 6 }]);
    expect(logged).toMatchObject([
      { ledger: LEDGER, lastGood: 5, reason: expect.stringContaining('breaks at commit 6') },
    ]);
    for (const { ledger, at } of damaged) rooms.damageFound(ledger, at);
    expect(rooms.damagedCount).toBe(1);
    const exported = committedFromStore(
      store,
      rooms,
      () => new Date(),
      (ledger) => rooms.isDamaged(ledger),
    );
    expect(await exported.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 5 } });
    await rooms.close();
  });

  it('[D10] a torn-off tail: what is there is shown, and the missing commit is named', async () => {
    const store = await written();
    store.database.exec('DELETE FROM checkpoint WHERE seq > 4; DELETE FROM log WHERE seq > 5');
    const { rooms, logged } = roomsOn(store);
    expect(await rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 5 } });
    expect(logged).toHaveLength(1);
    await rooms.close();
  });

  it('[D10] where nothing can be proven the ledger stays shut', async () => {
    const store = await written();
    store.database.exec("DELETE FROM checkpoint; UPDATE log SET person = 'x' WHERE seq = 1");
    const { rooms } = roomsOn(store);
    expect(await rooms.committed(LEDGER)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    await rooms.close();
  });

  it('[D10] a break further back, found later, closes the ledger under those who are in it', async () => {
    const store = await written();
    const { rooms } = roomsOn(store);
    const page = await new TestPage(rooms, EDITOR1).board();
    rooms.damageFound(LEDGER, 3);
    expect((await page.next('notice')).body.code).toBe('LEDGER_DAMAGED');
    page.edit('opnew', (doc) => setCell(doc, EDITED, '新'));
    expect((await page.next('refused')).body.reason.code).toBe('LEDGER_DAMAGED');
    await rooms.close();
  });
});
