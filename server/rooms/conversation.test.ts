import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import { CLOSE, PROTOCOL_VERSION } from '#protocol/sync.ts';
import { CLAIMED, PROBLEM, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import { CORE_LIMITS } from '#server/core-settings.ts';
import {
  CLERK,
  EDITOR1,
  EDITOR2,
  LEDGER,
  OFFICER,
  TestPage,
  WATCHER,
  roomsOn,
  sampleRooms,
  somebody,
  until,
} from '#server/rooms/rooms.testing.ts';

const OWNER = `${TASK}/owner`;
const ownerOf = (page: TestPage): unknown => cellsOf(page.doc).get(OWNER);

describe('the conversation', () => {
  it('[S2] HELLO is answered by WELCOME, step 1 by the whole ledger', async () => {
    const { rooms } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const { body } = await page.next('welcome');
    expect(body).toMatchObject({
      epoch: 1,
      seq: 1,
      planPassed: false,
      readOnly: null,
      actor: { person: EDITOR1.person, roles: ['unit_editor'] },
    });
    expect(cellsOf(page.doc).get(`${CLAIMED}/original`)).toBe('制度不健全。');
    await rooms.close();
  });

  it('[S3] a page keeps its client id over reconnects and restarts, a reload and another person get fresh ones', async () => {
    const { rooms, store } = await sampleRooms();
    const first = (await (await new TestPage(rooms, EDITOR1).board()).next('welcome')).body;
    const again = (
      await (
        await new TestPage(rooms, EDITOR1).board({ pageId: first.pageId, epoch: first.epoch })
      ).next('welcome')
    ).body;
    expect(again).toMatchObject({ pageId: first.pageId, clientId: first.clientId });
    const reload = (await (await new TestPage(rooms, EDITOR1).board()).next('welcome')).body;
    expect(reload.clientId).not.toBe(first.clientId);
    const other = (
      await (
        await new TestPage(rooms, EDITOR2).board({ pageId: first.pageId, epoch: first.epoch })
      ).next('welcome')
    ).body;
    expect(other.clientId).not.toBe(first.clientId);
    await rooms.close();
    const restarted = roomsOn(store);
    const later = (
      await (
        await new TestPage(restarted.rooms, EDITOR1).board({ pageId: first.pageId, epoch: first.epoch })
      ).next('welcome')
    ).body;
    expect(later).toMatchObject({ pageId: first.pageId, clientId: first.clientId });
    await restarted.rooms.close();
  });

  it('[S3] a second connection of a page drains and replaces the first', async () => {
    const { rooms } = await sampleRooms();
    const first = await new TestPage(rooms, EDITOR1).board();
    const { pageId, epoch } = (await first.next('welcome')).body;
    first.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    const second = await new TestPage(rooms, EDITOR1).board({ pageId, epoch });
    expect(first.closed).toEqual({ code: CLOSE.pageReplaced, reason: 'PAGE_REPLACED' });
    expect((await second.next('welcome')).body.seq).toBe(2);
    expect(ownerOf(second)).toBe('甲');
    await rooms.close();
  });

  it('[S5] [G10] an edit is seen by nobody before it is on disk, then acknowledged and broadcast', async () => {
    const { rooms, store } = await sampleRooms();
    const [author, other] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, OFFICER).board(),
    ];
    store.hold();
    author.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    const joiner = await new TestPage(rooms, EDITOR2).board();
    const reading = rooms.committed(LEDGER);
    const partly = new TestPage(rooms, WATCHER);
    Y.applyUpdate(partly.doc, Y.encodeStateAsUpdate(other.doc), 'server');
    partly.say({ type: 'hello', body: { protocol: 1 } });
    partly.say({ type: 'syncStep1', vector: Y.encodeStateVector(partly.doc) });
    await partly.next('welcome');
    expect(author.of('ack')).toEqual([]);
    expect([ownerOf(other), ownerOf(joiner), ownerOf(partly)]).toEqual([undefined, undefined, undefined]);
    let read = false;
    void reading.then(() => (read = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBe(false);
    store.release();
    const { body } = await author.next('ack');
    expect(body).toMatchObject({ opId: rowId('op1'), seq: 2, superseded: [], receipt: { epoch: 1, seq: 2 } });
    await until('everybody', () => [other, joiner, partly].every((page) => ownerOf(page) === '甲'));
    expect(await reading).toMatchObject({ ok: true, value: { seq: 2, lists: { tasks: [{ owner: '甲' }] } } });
    await rooms.close();
  });

  it('[S4] who comes back while commits are under way misses none of them', async () => {
    const { rooms, store } = await sampleRooms();
    const author = await new TestPage(rooms, EDITOR1).board();
    const joined = new TestPage(rooms, WATCHER);
    Y.applyUpdate(joined.doc, Y.encodeStateAsUpdate(author.doc), 'server');
    joined.say({ type: 'hello', body: { protocol: PROTOCOL_VERSION } });
    await joined.next('welcome');
    store.hold();
    author.edit('op1', (doc) => setCell(doc, OWNER, '一'));
    joined.say({ type: 'syncStep1', vector: Y.encodeStateVector(joined.doc) });
    author.edit('op2', (doc) => setCell(doc, OWNER, '二'));
    store.release();
    await joined.next('syncStep2');
    expect(ownerOf(joined)).toBe('二');
    author.edit('op3', (doc) => setCell(doc, OWNER, '三'));
    await until('the next edit', () => ownerOf(joined) === '三');
    await rooms.close();
  });

  it('[S5] all updates of one commit reach each page as one frame, encoded once', async () => {
    const { rooms, store } = await sampleRooms();
    const [a, b, c] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
      await new TestPage(rooms, WATCHER).board(),
    ];
    const heard = c.of('syncUpdate').length;
    store.hold();
    a.edit('a1', (doc) => setCell(doc, OWNER, '甲'));
    await until('the first commit', () => store.underWay);
    for (let n = 0; n < 10; n += 1) {
      a.edit(`aa${n}x`, (doc) => spliceText(doc, TASK, 'measure', 0, 0, '甲'));
      b.edit(`bb${n}x`, (doc) => spliceText(doc, TASK, 'progress', 0, 0, '乙'));
    }
    store.release();
    await a.next('ack', 11);
    await b.next('ack', 10);
    await until(
      'both texts',
      () => c.doc.getText(`${TASK}/progress`).length === 10 && c.doc.getText(`${TASK}/measure`).length === 10,
    );
    expect(c.of('syncUpdate').length - heard).toBe(2);
    await rooms.close();
  });

  it('[S5] [S4] what goes to many is encoded once: the very same bytes for each of them', async () => {
    const { rooms } = await sampleRooms();
    const frames = new Map<string, Set<Uint8Array>>();
    const pages = await Promise.all(
      [EDITOR1, EDITOR2, OFFICER, WATCHER].map((who) => new TestPage(rooms, who).board()),
    );
    for (const page of pages)
      for (const frame of page.frames.filter((one) => one[0] === 0)) {
        const kind = String(frame[1]);
        frames.set(kind, (frames.get(kind) ?? new Set()).add(frame));
      }
    // the document and the word that nothing came after it
    expect([...frames.values()].map((set) => set.size)).toEqual([1, 1]);
    const author = await new TestPage(rooms, EDITOR1).board();
    const before = pages.map((page) => page.frames.length);
    author.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    await author.next('ack');
    const delivered = pages.map((page, n) => page.frames.slice(before[n]).filter((one) => one[0] === 0));
    expect(delivered.map((some) => some.length)).toEqual([1, 1, 1, 1]);
    expect(new Set(delivered.flat()).size).toBe(1);
    await rooms.close();
  });

  it('[S6] the same opId is answered the same and applied once; with anything else it is refused', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    const update = page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    page.say({ type: 'edit', body: { opId: rowId('op1'), update } });
    const [first, second] = [await page.next('ack'), await page.next('ack', 2)];
    expect(second.body).toEqual(first.body);
    page.edit('op1', (doc) => setCell(doc, OWNER, '乙'));
    expect((await page.next('refused')).body).toMatchObject({
      opId: rowId('op1'),
      reason: { code: 'OP_REUSED', params: { seq: 2 } },
    });
    const other = await new TestPage(rooms, EDITOR2).board();
    other.say({ type: 'edit', body: { opId: rowId('op1'), update } });
    expect((await other.next('refused')).body.reason.code).toBe('OP_REUSED');
    await rooms.close();
    const restarted = roomsOn(store);
    const later = await new TestPage(restarted.rooms, EDITOR1).board();
    later.say({ type: 'edit', body: { opId: rowId('op1'), update } });
    expect((await later.next('ack')).body).toEqual(first.body);
    expect(await restarted.rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 2 } });
    await restarted.rooms.close();
  });

  it('[S2] HELLO asks which edits are known', async () => {
    const { rooms } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    const reloaded = await new TestPage(rooms, EDITOR1).board({ ops: [rowId('op1'), rowId('op2')] });
    expect((await reloaded.next('welcome')).body.known).toEqual([rowId('op1')]);
    const other = await new TestPage(rooms, EDITOR2).board({ ops: [rowId('op1')] });
    expect((await other.next('welcome')).body.known).toEqual([]);
    await rooms.close();
  });

  it('[S6] an author whose value did not take is told whose did', async () => {
    const { rooms } = await sampleRooms();
    const [a, b] = [await new TestPage(rooms, EDITOR1).board(), await new TestPage(rooms, EDITOR2).board()];
    const [low, high] = a.doc.clientID < b.doc.clientID ? [a, b] : [b, a];
    const lost = low.change((doc) => setCell(doc, OWNER, '低'));
    high.edit('high', (doc) => setCell(doc, OWNER, '高'));
    await high.next('ack');
    low.say({ type: 'edit', body: { opId: rowId('low'), update: lost } });
    expect((await low.next('ack')).body.superseded).toEqual([{ cell: OWNER, by: high.link.signedIn.name }]);
    await rooms.close();
  });

  it('[S7] a refused edit changes nothing, names its cells, and the connection stays', async () => {
    const { rooms } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('bad', (doc) => setCell(doc, `${PROBLEM}/original`, '改写'));
    expect((await page.next('refused')).body).toMatchObject({
      cells: [`${PROBLEM}/original`],
      reason: { code: 'SERVER_ONLY' },
    });
    expect(page.closed).toBeUndefined();
    expect(await rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 1 } });
    await rooms.close();
  });

  it('[S1] what is no message, comes in the wrong order or is too large closes with its code', async () => {
    const { rooms } = await sampleRooms();
    const closeOf = async (say: (page: TestPage) => void): Promise<number> => {
      const page = new TestPage(rooms, EDITOR1);
      say(page);
      return (await page.end()).code;
    };
    expect(await closeOf((page) => page.link.receive(new Uint8Array([99])))).toBe(CLOSE.malformed);
    expect(await closeOf((page) => page.say({ type: 'hello', body: { protocol: 2 } }))).toBe(
      CLOSE.protocolVersion,
    );
    expect(
      await closeOf((page) =>
        page.say({ type: 'edit', body: { opId: rowId('x'), update: new Uint8Array([0, 0]) } }),
      ),
    ).toBe(CLOSE.malformed);
    expect(await closeOf((page) => page.link.receive(new Uint8Array(300_000)))).toBe(CLOSE.tooLarge);
    expect(await closeOf((page) => page.say({ type: 'syncStep1', vector: new Uint8Array([200]) }))).toBe(
      CLOSE.malformed,
    );
    expect(await closeOf((page) => page.say({ type: 'awareness', update: new Uint8Array([5]) }))).toBe(
      CLOSE.malformed,
    );
    await rooms.close();
  });

  it('[G1] more than 400 frames at once close with 4429', async () => {
    const { rooms } = await sampleRooms({ clock: () => new Date(1_772_000_000_000) });
    const page = await new TestPage(rooms, EDITOR1).board();
    for (let n = 0; n < 401; n += 1) page.say({ type: 'queryAwareness' });
    expect((await page.end()).code).toBe(CLOSE.rateLimited);
    await rooms.close();
  });

  it('[S13] one person with very many connections does not keep the others out', async () => {
    const { rooms } = await sampleRooms({ random: () => 0.5 });
    const many = Array.from(
      { length: CORE_LIMITS.linksPerPersonMax + 1 },
      () => new TestPage(rooms, EDITOR1),
    );
    const last = many.at(-1)!;
    expect(await last.end()).toEqual({ code: CLOSE.unavailable, reason: 'UNAVAILABLE; retry-after=8' });
    expect(many.filter((page) => page.closed)).toEqual([last]);
    await new TestPage(rooms, EDITOR2).board();
    many[0]!.link.left();
    await new TestPage(rooms, EDITOR1).board();
    await rooms.close();
  });

  it('[S11] rights that change or end reach the connection, and the edit behind them', async () => {
    const { rooms, people } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    people.roles.set(EDITOR1.person, ['leader']);
    const changed = rooms.rightsChanged({ person: EDITOR1.person });
    page.edit('late', (doc) => setCell(doc, OWNER, '甲'));
    await changed;
    expect((await page.next('rights')).body.actor.roles).toEqual(['leader']);
    expect((await page.next('refused')).body.reason.code).toBe('ROLE_MAY_NOT_WRITE');
    people.roles.delete(EDITOR1.person);
    await rooms.rightsChanged({ ledger: LEDGER });
    expect(page.closed).toEqual({ code: CLOSE.forbidden, reason: 'FORBIDDEN' });
    const other = await new TestPage(rooms, EDITOR2).board();
    rooms.sessionEnded(EDITOR2.session);
    expect(other.closed).toEqual({ code: CLOSE.sessionEnded, reason: 'SESSION_ENDED' });
    await rooms.close();
  });

  it('[S11] strangers, departments and unknown ledgers are told by the close code', async () => {
    const { rooms } = await sampleRooms();
    expect(await new TestPage(rooms, somebody('stranger')).end()).toEqual({
      code: CLOSE.forbidden,
      reason: 'FORBIDDEN',
    });
    expect(await new TestPage(rooms, CLERK).end()).toEqual({
      code: CLOSE.forbidden,
      reason: 'DEPARTMENT_ROWS_ONLY',
    });
    expect(await new TestPage(rooms, EDITOR1, rowId('elsewhere') as typeof LEDGER).end()).toEqual({
      code: CLOSE.notFound,
      reason: 'NOT_FOUND',
    });
    await rooms.close();
  });
});
