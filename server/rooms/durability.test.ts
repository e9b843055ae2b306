import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { createRow, setCell, spliceText } from '#document/write.ts';
import { CLOSE } from '#protocol/sync.ts';
import { CLAIMED, PROBLEM, TASK, rowId, SAMPLE_CELLS } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  OFFICER,
  TestPage,
  memoryStore,
  roomsOn,
  sampleRooms,
  seedLedger,
  until,
} from '#server/rooms/rooms.testing.ts';
import { verifyChain } from '#server/store/log.ts';

const OWNER = `${TASK}/owner`;

describe('what a commit writes', () => {
  it('[G10] log, changes, op, binding, current rows and figures, in one transaction', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const before = store.commits;
    page.edit('op1', (doc) => {
      setCell(doc, OWNER, '甲');
      setCell(doc, `${TASK}/completion`, '已完成');
      spliceText(doc, TASK, 'measure', 0, 0, '制定办法');
    });
    const { body } = await page.next('ack');
    expect(store.commits).toBe(before + 1);
    const { db } = store;
    const log = await db.selectFrom('log').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
    expect(log).toMatchObject({
      commit_no: 2,
      epoch: 1,
      person: EDITOR1.person,
      role: 'unit_editor',
      session: EDITOR1.session,
      op_id: rowId('op1'),
      act: 'edit',
      hash: body.receipt.hash,
    });
    const changes = await db
      .selectFrom('change')
      .select(['cell', 'row', 'field', 'old_value', 'new_value'])
      .where('seq', '=', 2)
      .orderBy('n')
      .execute();
    expect(changes).toEqual([
      { cell: OWNER, row: TASK, field: 'owner', old_value: null, new_value: '"甲"' },
      {
        cell: `${TASK}/completion`,
        row: TASK,
        field: 'completion',
        old_value: '"未完成"',
        new_value: '"已完成"',
      },
      {
        cell: `${TASK}/measure`,
        row: TASK,
        field: 'measure',
        old_value: null,
        new_value: '[[0,"","制定办法"]]',
      },
    ]);
    expect(
      await db.selectFrom('log').select(['person', 'seq']).where('op_id', '=', rowId('op1')).execute(),
    ).toEqual([{ person: EDITOR1.person, seq: 2 }]);
    expect(
      await db
        .selectFrom('client_binding')
        .select(['client_id', 'person'])
        .where('page_id', '!=', 'server')
        .execute(),
    ).toEqual([{ client_id: page.doc.clientID, person: EDITOR1.person }]);
    const row = await db
      .selectFrom('row_current')
      .selectAll()
      .where('row', '=', TASK)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ list: 'tasks', problem: CLAIMED, completion: '已完成', deleted: 0, seq: 2 });
    expect(JSON.parse(row.cells)).toMatchObject({ list: 'tasks', owner: '甲' });
    const figures = await db.selectFrom('figures').selectAll().executeTakeFirstOrThrow();
    expect(figures).toMatchObject({ day: '2026-03-01' });
    expect(store.database.prepare('SELECT rows_seq FROM ledger').pluck().get()).toBe(2);
    expect(JSON.parse(figures.figures)).toMatchObject({ problems: 2, reported: 1 });
    expect(await verifyChain(db, LEDGER)).toMatchObject({ ok: true, seq: 2, hash: body.receipt.hash });
    await rooms.close();
  });

  it('[G10] texts follow for search, with the seq up to which they are true', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '制定办法'));
    await page.next('ack');
    const text = await until(
      'the text',
      () => store.database.prepare('SELECT text, seq FROM row_text').get() as { text: string } | undefined,
    );
    expect(text).toEqual({ text: '制定办法', seq: 2 });
    expect(store.database.prepare('SELECT prose_seq FROM ledger').pluck().get()).toBe(2);
    await rooms.close();
  });

  it('[S5] a command answers after its commit, and again the same for the same opId', async () => {
    const { rooms, store, command } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const cells = [{ key: `${PROBLEM}/evidenceCount`, value: 3 }];
    store.hold();
    let answered = false;
    const first = command('op1', cells);
    void first.then(() => (answered = true));
    await until('the commit', () => store.underWay);
    expect([answered, cellsOf(page.doc).get(`${PROBLEM}/evidenceCount`)]).toEqual([false, undefined]);
    store.release();
    expect(await first).toMatchObject({ ok: true, value: { seq: 2, value: { written: 1 } } });
    expect(cellsOf(page.doc).get(`${PROBLEM}/evidenceCount`)).toBe(3);
    expect(await command('op1', cells)).toEqual(await first);
    expect(await command('op1', [])).toMatchObject({ ok: false, code: 'OP_REUSED' });
    await rooms.close();
    const restarted = roomsOn(store);
    expect(await restarted.command('op1', cells)).toMatchObject({
      ok: true,
      value: { seq: 2, value: { written: 1 } },
    });
    await restarted.rooms.close();
  });

  it('[G10] commits are told to listeners with their number', async () => {
    const { rooms, command } = await sampleRooms();
    const told: object[] = [];
    const stop = rooms.onCommit((event) => told.push(event));
    await command('op1', [{ key: `${PROBLEM}/evidenceCount`, value: 1 }]);
    stop();
    await command('op2', [{ key: `${PROBLEM}/evidenceCount`, value: 2 }]);
    expect(told).toEqual([{ ledger: LEDGER, seq: 2, commitNo: 2 }]);
    await rooms.close();
  });
});

describe('what goes wrong', () => {
  it('[S12] a write that the store refuses is refused, the others survive, and the ledger is read again', async () => {
    const { rooms, store, command } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    // somebody else's commit that this server knows nothing of: the chain's fence holds
    store.database.prepare("UPDATE ledger SET chain_hash = 'x' WHERE id = ?").run(LEDGER);
    const hash = store.database.prepare('SELECT hash FROM log WHERE seq = 1').pluck().get();
    page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    expect((await page.next('refused')).body.reason.code).toBe('CONFLICT');
    expect(await page.end()).toEqual({ code: CLOSE.unavailable, reason: 'UNAVAILABLE' });
    store.database.prepare('UPDATE ledger SET chain_hash = ? WHERE id = ?').run(hash, LEDGER);
    expect(await command('op2', [{ key: `${PROBLEM}/evidenceCount`, value: 1 }])).toMatchObject({
      ok: true,
      value: { seq: 2 },
    });
    const again = await new TestPage(rooms, EDITOR1).board();
    expect(cellsOf(again.doc).get(OWNER)).toBeUndefined();
    await rooms.close();
  });

  it('[S12] when a commit fails, nothing more is written anywhere, and everybody is told', async () => {
    const { rooms, store, command } = await sampleRooms();
    await seedLedger(store, rowId('other') as typeof LEDGER);
    const [page, elsewhere] = [
      await new TestPage(rooms, EDITOR1).board(),
      new TestPage(rooms, EDITOR2, rowId('other') as typeof LEDGER),
    ];
    await elsewhere.board();
    store.fail();
    page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    expect((await page.next('refused')).body.reason.code).toBe('STORE_READ_ONLY');
    expect((await elsewhere.next('notice')).body.code).toBe('STORE_READ_ONLY');
    expect(await command('op2', [])).toMatchObject({ ok: false, code: 'STORE_READ_ONLY' });
    const joiner = await new TestPage(rooms, EDITOR2).board();
    expect((await joiner.next('welcome')).body.readOnly).toBe('STORE_READ_ONLY');
    expect(cellsOf(joiner.doc).get(OWNER)).toBeUndefined();
    expect(cellsOf(joiner.doc).get(`${TASK}/completion`)).toBe('未完成');
    await rooms.close();
  });

  it('[S9] a true receipt from beyond the log makes the ledger read-only, a false one does not', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    const { receipt } = (await page.next('ack')).body;
    await rooms.close();
    // the tail is lost: the file opens without an error, and short
    store.database.exec(
      'DELETE FROM log WHERE seq = 2; DELETE FROM change WHERE seq = 2; DELETE FROM checkpoint',
    );
    store.database.exec('UPDATE ledger SET seq = 1, chain_hash = (SELECT hash FROM log WHERE seq = 1)');
    const { rooms: restarted, logged } = roomsOn(store);
    const witness = await new TestPage(restarted, EDITOR2).board();
    await new TestPage(restarted, EDITOR1).board({ receipt: { ...receipt, mac: 'f'.repeat(64) } });
    expect(witness.of('notice')).toEqual([]);
    const returning = await new TestPage(restarted, EDITOR1).board({ receipt });
    expect((await returning.next('welcome')).body.readOnly).toBe('TAIL_LOST');
    expect((await witness.next('notice')).body.code).toBe('TAIL_LOST');
    witness.edit('op2', (doc) => setCell(doc, OWNER, '乙'));
    expect((await witness.next('refused')).body.reason.code).toBe('TAIL_LOST');
    expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
    await restarted.close();
    const { rooms: later } = roomsOn(store);
    expect((await (await new TestPage(later, EDITOR2).board()).next('welcome')).body.readOnly).toBe(
      'TAIL_LOST',
    );
    await later.close();
  });

  it('[S9] a log that does not fit is a load error: nobody gets an empty ledger', async () => {
    const { rooms, store } = await sampleRooms();
    await rooms.close();
    store.database.exec("DELETE FROM checkpoint; UPDATE log SET hash = 'x'");
    const { rooms: restarted, logged } = roomsOn(store);
    expect(await new TestPage(restarted, EDITOR1).end()).toEqual({
      code: CLOSE.unavailable,
      reason: 'LEDGER_DAMAGED',
    });
    expect(await restarted.committed(LEDGER)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    expect(logged.some(({ message }) => message === 'a ledger could not be read')).toBe(true);
    expect(store.database.prepare('SELECT seq FROM ledger').pluck().get()).toBe(1);
    await restarted.close();
  });

  it('[G9] a change that was not foreseen drops the room, and the log has the last word', async () => {
    const { rooms, logged } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const { GuardedDocument } = await import('#server/rooms/guard/guarded-document.ts');
    const original = GuardedDocument.prototype.inspect;
    GuardedDocument.prototype.inspect = () => ({
      ok: true,
      value: { adds: true, cells: new Set(), texts: new Set(), clients: [], rowsBorn: 0 },
    });
    page.edit('op1', (doc) => setCell(doc, `${PROBLEM}/original`, '伪造'));
    GuardedDocument.prototype.inspect = original;
    expect((await page.end()).code).toBe(CLOSE.unavailable);
    expect(
      logged.some(({ level, message }) => level === 'error' && message.startsWith('a room was dropped')),
    ).toBe(true);
    expect(await rooms.committed(LEDGER)).toMatchObject({
      ok: true,
      value: { seq: 1, lists: { problems: [{ original: '未按规定召开会议。' }, {}] } },
    });
    await rooms.close();
  });
});

describe('checkpoints and memory', () => {
  it('[S14] a checkpoint is written every so many updates, and a restart begins there', async () => {
    const { rooms, store } = await sampleRooms({ limits: { checkpointEvery: 3 } });
    const page = await new TestPage(rooms, EDITOR1).board();
    for (let n = 0; n < 7; n += 1) {
      page.edit(`op${n}x`, (doc) => setCell(doc, OWNER, `第${n}`));
      await page.next('ack', n + 1);
    }
    await until(
      'two checkpoints',
      () => store.database.prepare('SELECT count(*) FROM checkpoint').pluck().get() === 2,
    );
    await rooms.close();
    store.database.exec('DELETE FROM log WHERE seq < 3');
    const { rooms: restarted } = roomsOn(store);
    const later = await new TestPage(restarted, EDITOR1).board();
    expect(cellsOf(later.doc).get(OWNER)).toBe('第6');
    await restarted.close();
  });

  it('[D10] a checkpoint without its hash is passed over, and healed: the log has what it held', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    await page.next('ack');
    await rooms.close();
    const tampered = "UPDATE checkpoint SET state = x'0000'";
    expect(store.database.prepare(tampered).run().changes).toBe(1);
    const { rooms: restarted } = roomsOn(store);
    const again = await new TestPage(restarted, EDITOR2).board();
    expect(cellsOf(again.doc).get(OWNER)).toBe('甲');
    await restarted.close();
    const { state } = await store.db.selectFrom('checkpoint').select('state').executeTakeFirstOrThrow();
    expect(state.byteLength).toBeGreaterThan(100);
    // after a new epoch there is no log to build it from: the last good point is before it, and nothing is written there
    const { rooms: third } = roomsOn(store);
    expect(await third.switchEpoch(LEDGER)).toMatchObject({ ok: true });
    await third.close();
    store.database.exec(tampered);
    const { rooms: last, logged } = roomsOn(store);
    expect(await last.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 2, epoch: 1 } });
    expect(await last.switchEpoch(LEDGER)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    expect(logged.map(({ message }) => message)).toEqual([
      'a ledger is damaged and opens read-only from its last good commit',
    ]);
    await last.close();
  });

  it('[S14] idle rooms leave memory with a checkpoint; who comes next finds all', async () => {
    let now = Date.parse('2026-03-01T00:00:00Z');
    const { rooms, store } = await sampleRooms({ limits: { roomIdleMs: 1_000 }, clock: () => new Date(now) });
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '办法'));
    await page.next('ack');
    page.link.left();
    now += 2_000;
    await rooms.tidy();
    expect(rooms.size).toBe(0);
    expect(store.database.prepare('SELECT seq FROM checkpoint').pluck().all()).toEqual([2]);
    expect((await new TestPage(rooms, EDITOR2).board()).doc.getText(`${TASK}/measure`).toString()).toBe(
      '办法',
    );
    await rooms.close();
  });

  it('[S14] a new epoch has the same rows, one client id, and everybody reconnects into it', async () => {
    const { rooms, store } = await sampleRooms();
    const pages = [await new TestPage(rooms, EDITOR1).board(), await new TestPage(rooms, OFFICER).board()];
    const [page] = pages as [TestPage, TestPage];
    page.edit('op1', (doc) => {
      createRow(doc, { row: rowId('task2'), list: 'tasks', order: 'a1', problem: CLAIMED });
      spliceText(doc, rowId('task2'), 'measure', 0, 0, '第二项');
    });
    await page.next('ack');
    const before = await rooms.committed(LEDGER);
    const { pageId, clientId } = (await page.next('welcome')).body;
    expect(await rooms.switchEpoch(LEDGER)).toMatchObject({ ok: true, value: { epoch: 2, seq: 3 } });
    for (const one of pages)
      expect(await one.end()).toEqual({ code: CLOSE.epochChanged, reason: 'EPOCH_CHANGED' });
    const after = await rooms.committed(LEDGER);
    if (!before.ok || !after.ok) throw new Error('unreadable');
    expect(after.value.lists).toEqual(before.value.lists);
    expect([after.value.epoch, after.value.seq]).toEqual([2, 3]);
    const back = await new TestPage(rooms, EDITOR1).board({ pageId, epoch: 1, ops: [rowId('op1')] });
    const { body } = await back.next('welcome');
    expect(body).toMatchObject({ epoch: 2, known: [rowId('op1')] });
    expect([body.pageId === pageId, body.clientId === clientId]).toEqual([false, false]);
    back.edit('op2', (doc) => setCell(doc, OWNER, '甲'));
    expect((await back.next('ack')).body.receipt).toMatchObject({ epoch: 2, seq: 4 });
    expect(Y.decodeStateVector(Y.encodeStateVector(back.doc)).size).toBe(2);
    expect(await verifyChain(store.db, LEDGER)).toMatchObject({ ok: true, seq: 4 });
    await rooms.close();
    const { rooms: restarted } = roomsOn(store);
    expect(cellsOf((await new TestPage(restarted, EDITOR1).board()).doc).get(OWNER)).toBe('甲');
    await restarted.close();
  });

  it('[S4] a joiner gets the cached document and what came after, not one encoded for it', async () => {
    const { rooms } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    for (let n = 0; n < 5; n += 1)
      page.edit(`op${n}x`, (doc) => spliceText(doc, TASK, 'measure', 0, 0, '字'));
    await page.next('ack', 5);
    const joiner = await new TestPage(rooms, EDITOR2).board();
    await until('the text', () => joiner.doc.getText(`${TASK}/measure`).length === 5);
    page.edit('more', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '又'));
    await until('the live edit', () => joiner.doc.getText(`${TASK}/measure`).length === 6);
    expect(Y.encodeStateVector(joiner.doc)).toEqual(Y.encodeStateVector(page.doc));
    await rooms.close();
  });

  it('[S13] who reads slowly gets one merged update once the socket has drained, who never does is closed', async () => {
    const { rooms } = await sampleRooms();
    const [author, slow] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
    ];
    const heard = slow.of('syncUpdate').length;
    slow.buffered = 2 * 1024 * 1024;
    for (let n = 0; n < 10; n += 1) {
      author.edit(`op${n}x`, (doc) => spliceText(doc, TASK, 'measure', 0, 0, '字'));
      await author.next('ack', n + 1);
    }
    expect(slow.of('syncUpdate').length).toBe(heard);
    slow.buffered = 0;
    await until('the merged update', () => slow.doc.getText(`${TASK}/measure`).length === 10);
    expect(slow.of('syncUpdate').length).toBe(heard + 1);
    slow.buffered = 9 * 1024 * 1024;
    author.edit('last', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '字'));
    expect((await slow.end()).code).toBe(CLOSE.slow);
    await rooms.close();
  });

  it('[S9] an empty ledger begins empty, and only an empty one', async () => {
    const store = memoryStore();
    await seedLedger(store);
    const { rooms, command } = roomsOn(store);
    expect(await rooms.committed(LEDGER)).toMatchObject({
      ok: true,
      value: { seq: 0, lists: { problems: [] } },
    });
    expect(await command('issue', SAMPLE_CELLS)).toMatchObject({ ok: true });
    await rooms.close();
  });
});
