/** Connections that say much and read nothing, in a ledger where nobody else writes (S13). */
import { describe, expect, it } from 'vitest';
import { setCell, spliceText } from '#document/write.ts';
import { CLOSE, PROTOCOL_VERSION } from '#protocol/sync.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import { EDITED, EDITOR1, EDITOR2, sampleRooms, TestPage, until } from '#server/rooms/rooms.testing.ts';

const MIB = 1024 * 1024;

describe('[S13] who asks and does not read', () => {
  it('[S13] is closed beyond the bound, also where nobody else writes', async () => {
    const { rooms } = await sampleRooms();
    const deaf = await new TestPage(rooms, EDITOR1).board();
    deaf.buffered = 9 * MIB;
    deaf.say({ type: 'queryAwareness' });
    expect((await deaf.end()).code).toBe(CLOSE.slow);
    await rooms.close();
  });

  it('[S13] is closed when nothing has left for the time set, however little waits', async () => {
    const { rooms } = await sampleRooms({ limits: { stuckMs: 20 } });
    const deaf = await new TestPage(rooms, EDITOR1).board();
    deaf.buffered = 2 * MIB;
    deaf.edit('own', (doc) => setCell(doc, EDITED, '甲'));
    expect((await deaf.end()).code).toBe(CLOSE.slow);
    await rooms.close();
  });

  it('[S13] gets no further document while the one before has not gone', async () => {
    const { rooms } = await sampleRooms();
    const deaf = await new TestPage(rooms, EDITOR1).board();
    const documents = deaf.of('syncStep2').length;
    deaf.buffered = 2 * MIB;
    deaf.say({ type: 'syncStep1', vector: new Uint8Array([0]) });
    expect((await deaf.end()).code).toBe(CLOSE.slow);
    expect(deaf.of('syncStep2').length).toBe(documents);
    await rooms.close();
  });

  it('[S13] and reads on in time has everything, its own edits and those of others', async () => {
    const { rooms } = await sampleRooms();
    const slow = await new TestPage(rooms, EDITOR1).board();
    const author = await new TestPage(rooms, EDITOR2).board();
    slow.buffered = 2 * MIB;
    slow.edit('own', (doc) => setCell(doc, EDITED, '甲'));
    await slow.next('ack');
    author.edit('others', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '字'));
    await author.next('ack');
    expect(slow.doc.getText(`${TASK}/measure`).length).toBe(0);
    slow.buffered = 0;
    await until('the other’s edit', () => slow.doc.getText(`${TASK}/measure`).length === 1);
    author.edit('more', (doc) => spliceText(doc, TASK, 'measure', 0, 0, '又'));
    await until('the live edit', () => slow.doc.getText(`${TASK}/measure`).length === 2);
    expect(slow.closed).toBe(undefined);
    await rooms.close();
  });

  it('[S13] a connection that never asked for the document is not given it when it has read', async () => {
    const { rooms } = await sampleRooms();
    const silent = new TestPage(rooms, EDITOR1);
    silent.say({ type: 'hello', body: { protocol: PROTOCOL_VERSION } });
    await silent.next('welcome');
    silent.buffered = 2 * MIB;
    silent.say({ type: 'queryAwareness' });
    silent.buffered = 0;
    silent.say({ type: 'edit', body: { opId: 'x'.repeat(16), update: new Uint8Array([0, 0]) } });
    await silent.next('ack');
    expect([silent.of('syncStep2'), silent.of('syncUpdate')]).toEqual([[], []]);
    await rooms.close();
  });
});
