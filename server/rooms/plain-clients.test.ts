import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import type { Message } from '#protocol/codec.ts';
import { CLOSE } from '#protocol/sync.ts';
import { PROBLEM, TASK } from '#server/rooms/guard/guard.testing.ts';
import { EDITOR1, EDITOR2, TestPage, WATCHER, sampleRooms, until } from '#server/rooms/rooms.testing.ts';

const OWNER = `${TASK}/owner`;

const awareness = (client: number, clock: number, state: unknown): Message => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  encoding.writeVarString(encoder, JSON.stringify(state));
  return { type: 'awareness', update: encoding.toUint8Array(encoder) };
};

/** Client → state, as all awareness messages so far leave it. */
function statesOf(page: TestPage): Map<number, unknown> {
  const states = new Map<number, unknown>();
  for (const { update } of page.of('awareness')) {
    const decoder = decoding.createDecoder(update);
    for (let n = decoding.readVarUint(decoder); n > 0; n -= 1) {
      const client = decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      states.set(client, JSON.parse(decoding.readVarString(decoder)));
    }
  }
  return states;
}

describe('plain y-websocket clients', () => {
  it('[S8] read, write and see others with sync and awareness alone; step 2 may carry everything', async () => {
    const { rooms } = await sampleRooms();
    const [plain, board] = [new TestPage(rooms, EDITOR1), await new TestPage(rooms, EDITOR2).board()];
    await plain.synchronise();
    await plain.next('syncStep1');
    plain.change((doc) => setCell(doc, OWNER, '甲'));
    plain.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(plain.doc) });
    await until('the edit', () => cellsOf(board.doc).get(OWNER) === '甲');
    plain.say({ type: 'syncUpdate', update: plain.change((doc) => setCell(doc, OWNER, '乙')) });
    await until('the second edit', () => cellsOf(board.doc).get(OWNER) === '乙');
    expect(plain.of('ack')).toEqual([]);
    await rooms.close();
  });

  it('[S8] a refused update closes with 4422 and its code', async () => {
    const { rooms } = await sampleRooms();
    const plain = await new TestPage(rooms, EDITOR1).synchronise();
    plain.say({
      type: 'syncUpdate',
      update: plain.change((doc) => setCell(doc, `${PROBLEM}/original`, '改')),
    });
    expect(await plain.end()).toEqual({ code: CLOSE.refused, reason: 'SERVER_ONLY' });
    await rooms.close();
  });

  it("[S8] a reader's step 2 adds nothing and is let through", async () => {
    const { rooms } = await sampleRooms();
    const reader = await new TestPage(rooms, WATCHER).synchronise();
    reader.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(reader.doc) });
    await reader.synchronise();
    expect(reader.closed).toBeUndefined();
    await rooms.close();
  });

  it("[G4] nobody writes under another's client id, not even after it has gone", async () => {
    const { rooms } = await sampleRooms();
    const owner = await new TestPage(rooms, EDITOR1).synchronise();
    owner.say({ type: 'syncUpdate', update: owner.change((doc) => setCell(doc, OWNER, '甲')) });
    const thief = await new TestPage(rooms, EDITOR2).synchronise();
    await until('the edit', () => cellsOf(thief.doc).get(OWNER) === '甲');
    thief.doc.clientID = owner.doc.clientID;
    const stolen = thief.change((doc) => setCell(doc, OWNER, '冒名'));
    owner.link.left();
    thief.say({ type: 'syncUpdate', update: stolen });
    expect(await thief.end()).toEqual({ code: CLOSE.refused, reason: 'NOT_YOUR_CLIENT' });
    const back = new TestPage(rooms, EDITOR1);
    await back.synchronise();
    back.doc.clientID = owner.doc.clientID;
    back.say({ type: 'syncUpdate', update: back.change((doc) => setCell(doc, OWNER, '回来')) });
    const witness = await new TestPage(rooms, WATCHER).board();
    await until('the edit after the return', () => cellsOf(witness.doc).get(OWNER) === '回来');
    await rooms.close();
  });
});

describe('presence', () => {
  it('[S10] carries the identity of the session, reaches everybody, and comes back to its sender', async () => {
    const { rooms } = await sampleRooms();
    const [plain, board] = [
      await new TestPage(rooms, EDITOR1).synchronise(),
      await new TestPage(rooms, EDITOR2).board(),
    ];
    plain.say(
      awareness(plain.doc.clientID, 1, {
        user: { id: 'somebody else', name: '冒名' },
        at: { list: 'tasks', row: TASK, field: 'owner', writing: true },
      }),
    );
    const stamped = {
      user: { id: EDITOR1.person, name: EDITOR1.name, organisation: '' },
      at: { list: 'tasks', row: TASK, field: 'owner', writing: true },
    };
    for (const page of [plain, board]) {
      await until('the state', () => statesOf(page).has(plain.doc.clientID));
      expect(statesOf(page).get(plain.doc.clientID)).toEqual(stamped);
    }
    const joiner = await new TestPage(rooms, WATCHER).board();
    expect(statesOf(joiner).get(plain.doc.clientID)).toEqual(stamped);
    plain.link.left();
    await until('the farewell', () => statesOf(board).get(plain.doc.clientID) === null);
    await rooms.close();
  });

  it('[S10] of others or too large is passed over', async () => {
    const { rooms } = await sampleRooms();
    const [board, other] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
    ];
    other.say(awareness(other.doc.clientID, 1, {}));
    await until('the state', () => statesOf(board).has(other.doc.clientID));
    board.say(awareness(other.doc.clientID, 9, { at: 'forged' }));
    board.say(awareness(4_711, 1, {}));
    board.say(awareness(board.doc.clientID, 1, { note: 'x'.repeat(2_000) }));
    // whatever was announced before it is there with it
    other.say(awareness(other.doc.clientID, 2, { at: 'later' }));
    await until('the later state', () =>
      JSON.stringify(statesOf(board).get(other.doc.clientID)).includes('later'),
    );
    expect([...statesOf(other).keys()]).toEqual([other.doc.clientID]);
    board.say(awareness(board.doc.clientID, 2, { at: null }));
    await until('the own state', () => statesOf(other).has(board.doc.clientID));
    board.say(awareness(board.doc.clientID, 1, { at: 'older' }));
    board.say(awareness(board.doc.clientID, 3, { at: 'newer' }));
    board.say(awareness(board.doc.clientID, 2, { at: 'older' }));
    await until('the newer state', () =>
      JSON.stringify(statesOf(other).get(board.doc.clientID)).includes('"at":"'),
    );
    expect(statesOf(other).get(board.doc.clientID)).toMatchObject({ at: 'newer' });
    expect([...statesOf(other).keys()].sort()).toEqual([board.doc.clientID, other.doc.clientID].sort());
    expect(statesOf(other).get(other.doc.clientID)).toMatchObject({ user: { name: EDITOR2.name } });
    await rooms.close();
  });

  it('[S10] many changes within a fifth of a second are one message', async () => {
    const { rooms } = await sampleRooms();
    const [board, other] = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
    ];
    for (let clock = 1; clock <= 30; clock += 1)
      board.say(awareness(board.doc.clientID, clock, { at: clock }));
    await until('the last state', () => statesOf(other).get(board.doc.clientID));
    expect(other.of('awareness').length).toBe(1);
    expect(statesOf(other).get(board.doc.clientID)).toMatchObject({ at: 30 });
    await rooms.close();
  });
});
