/** The edges of the conversation: what is said twice, too often, too soon, or in another's name. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setCell } from '#document/write.ts';
import type { Message } from '#protocol/codec.ts';
import { CLOSE, PROTOCOL_VERSION } from '#protocol/sync.ts';
import { CORE_LIMITS } from '#server/core-settings.ts';
import { rowId } from '#server/rooms/guard/guard.testing.ts';
import { INBOX_FRAMES_MAX, PLAIN_CLIENTS_MAX, SYNC_ANSWER_FRAMES } from '#server/rooms/limits.ts';
import { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { OpBook } from '#server/rooms/op-book.ts';
import { EDITED, EDITOR1, EDITOR2, TestPage, sampleRooms } from '#server/rooms/rooms.testing.ts';

const HELLO: Message = { type: 'hello', body: { protocol: PROTOCOL_VERSION } };
const STEP_1: Message = { type: 'syncStep1', vector: new Uint8Array([0]) };

afterEach(() => void vi.restoreAllMocks());

describe('the edges of the conversation', () => {
  it('[S1] a second HELLO is out of place', async () => {
    const { rooms } = await sampleRooms();
    const board = await new TestPage(rooms, EDITOR1).board();
    board.say(HELLO);
    expect((await board.end()).code).toBe(CLOSE.malformed);
    const plain = await new TestPage(rooms, EDITOR1).synchronise();
    plain.say(HELLO);
    expect((await plain.end()).code).toBe(CLOSE.malformed);
    await rooms.close();
  });

  it('[S1] a fault of ours in a frame closes its connection alone, with 4500', async () => {
    const { rooms, logged } = await sampleRooms();
    const [page, other] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
    ];
    const spy = vi.spyOn(GuardedDocument.prototype, 'inspect').mockImplementationOnce(() => {
      throw new Error('a fault of ours');
    });
    page.edit('op1', (doc) => setCell(doc, EDITED, '甲'));
    expect((await page.end()).code).toBe(CLOSE.internal);
    expect(spy).toHaveBeenCalledTimes(1);
    expect(logged.some(({ level }) => level === 'error')).toBe(true);
    other.edit('op2', (doc) => setCell(doc, EDITED, '乙'));
    await other.next('ack');
    await rooms.close();
  });

  it('[S13] an answer to step 1 costs so many frames', async () => {
    const { rooms } = await sampleRooms();
    const asked = (times: number): TestPage => {
      const page = new TestPage(rooms, EDITOR1);
      page.say(HELLO);
      for (let n = 0; n < times; n += 1) page.say(STEP_1);
      return page;
    };
    const fitting = Math.floor((CORE_LIMITS.framesBurst - 1) / (SYNC_ANSWER_FRAMES + 1));
    const within = asked(fitting - 1);
    const beyond = asked(fitting + 2);
    expect((await beyond.end()).code).toBe(CLOSE.rateLimited);
    await within.next('syncStep2', fitting - 1);
    expect(within.closed).toBe(undefined);
    await rooms.close();
  });

  it('[S13] frames that wait while somebody is let in have a bound of their own', async () => {
    const { rooms } = await sampleRooms({ limits: { framesBurst: 40_000 } });
    const page = new TestPage(rooms, EDITOR1);
    page.say(HELLO);
    for (let n = 1; n < INBOX_FRAMES_MAX; n += 1) page.say({ type: 'queryAwareness' });
    expect(page.closed).toBe(undefined);
    page.say({ type: 'queryAwareness' });
    expect(page.closed?.code).toBe(CLOSE.rateLimited);
    await rooms.close();
  });

  it('[S8] a plain connection brings so many client ids and no more', async () => {
    const { rooms } = await sampleRooms();
    const plain = await new TestPage(rooms, EDITOR1).synchronise();
    const write = (n: number): void => {
      plain.doc.clientID = 5_000 + n;
      plain.say({ type: 'syncUpdate', update: plain.change((doc) => setCell(doc, EDITED, `第${n}`)) });
    };
    for (let n = 0; n < PLAIN_CLIENTS_MAX; n += 1) write(n);
    await plain.synchronise();
    expect(plain.closed).toBe(undefined);
    write(PLAIN_CLIENTS_MAX);
    expect(await plain.end()).toEqual({ code: CLOSE.refused, reason: 'NOT_YOUR_CLIENT' });
    await rooms.close();
  });

  it('[S3] whoever says another person’s page id closes nobody, and gets another client id', async () => {
    const { rooms } = await sampleRooms();
    const mine = await new TestPage(rooms, EDITOR1).board();
    const { pageId, epoch, clientId } = (await mine.next('welcome')).body;
    const thief = await new TestPage(rooms, EDITOR2).board({ pageId, epoch });
    expect((await thief.next('welcome')).body.clientId).not.toBe(clientId);
    expect(mine.closed).toBe(undefined);
    mine.edit('op1', (doc) => setCell(doc, EDITED, '甲'));
    await mine.next('ack');
    await rooms.close();
  });

  it('[S5] what is known already, but not on disk yet, is not acknowledged under another name either', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    store.hold();
    const update = page.edit('op1', (doc) => setCell(doc, EDITED, '甲'));
    page.say({ type: 'edit', body: { opId: rowId('op2'), update } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(page.of('ack')).toEqual([]);
    store.release();
    expect((await page.next('ack', 2)).body).toMatchObject({ opId: rowId('op2'), seq: 2 });
    await rooms.close();
  });

  it('[S2] of edits that only the store remembers, too, HELLO is told the own ones alone', async () => {
    const { rooms } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => setCell(doc, EDITED, '甲'));
    await page.next('ack');
    vi.spyOn(OpBook.prototype, 'answer').mockReturnValue(undefined);
    vi.spyOn(OpBook.prototype, 'mustRecall').mockReturnValue(true);
    const known = async (who: typeof EDITOR1): Promise<unknown> => {
      const asker = new TestPage(rooms, who);
      asker.say({ type: 'hello', body: { protocol: PROTOCOL_VERSION, ops: [rowId('op1'), rowId('op2')] } });
      return (await asker.next('welcome')).body.known;
    };
    expect([await known(EDITOR1), await known(EDITOR2)]).toEqual([[rowId('op1')], []]);
    await rooms.close();
  });
});
