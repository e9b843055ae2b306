/** The sync socket over real sockets, with a stock y-websocket provider, on the store in memory and on the embedded one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { cellsOf, createLedgerDoc } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import { decodeMessage, encodeMessage, type Message } from '#protocol/codec.ts';
import { CLOSE, PROTOCOL_VERSION } from '#protocol/sync.ts';
import { PROBLEM, TASK, rowId, SAMPLE_CELLS } from '#server/rooms/guard/guard.testing.ts';
import {
  CLERK,
  EDITOR1,
  EDITOR2,
  LEDGER,
  WATCHER,
  memoryStore,
  roomsOn,
  seedLedger,
  until,
  type Setting,
  type Somebody,
} from '#server/rooms/rooms.testing.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { createSyncTransport } from '#server/transport/sync/sync-transport.ts';

const OWNER = `${TASK}/owner`;
const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

interface House extends Setting {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Cookies are the names of people here. */
async function open(store: Store): Promise<House> {
  const setting = roomsOn(store);
  const everybody = new Map([EDITOR1, EDITOR2, WATCHER, CLERK].map((one) => [one.name, one]));
  const sync = createSyncTransport({
    rooms: setting.rooms,
    access: {
      originAllowed: ({ headers }) => headers.origin === undefined || headers.origin === 'http://board.test',
      authenticate: async (headers) => everybody.get(headers.cookie ?? '') ?? null,
      actorFor: setting.people.actorFor,
    },
  });
  const server: Server = createServer();
  server.on('upgrade', (request, socket, head) => sync.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    await sync.close();
    await setting.rooms.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...setting, stop, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const connect = (
  house: House,
  who: Somebody | null,
  path = `/sync/${LEDGER}`,
  origin?: string,
): WebSocket => {
  const socket = new WebSocket(house.url + path, {
    headers: { ...(who && { cookie: who.name }), ...(origin && { origin }) },
  });
  socket.binaryType = 'nodebuffer';
  closings.push(() => socket.terminate());
  return socket;
};
const closeOf = (socket: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })));

/** A board over a real socket. */
class SocketPage {
  readonly socket: WebSocket;
  readonly heard: Message[] = [];
  readonly doc = createLedgerDoc();

  constructor(house: House, who: Somebody) {
    this.socket = connect(house, who);
    this.socket.on('message', (data: Buffer) => {
      const decoded = decodeMessage(new Uint8Array(data));
      if (!decoded.ok) throw new Error('no message');
      this.heard.push(decoded.value);
      if ('update' in decoded.value && decoded.value.type !== 'awareness')
        Y.applyUpdate(this.doc, decoded.value.update, 'server');
    });
  }
  say(message: Message): void {
    this.socket.send(encodeMessage(message));
  }
  async heardOf<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>> {
    return until(type, () =>
      this.heard.find((message): message is Extract<Message, { type: T }> => message.type === type),
    );
  }
  async ready(): Promise<this> {
    await until('open', () => this.socket.readyState === WebSocket.OPEN);
    this.say({ type: 'hello', body: { protocol: PROTOCOL_VERSION } });
    this.doc.clientID = (await this.heardOf('welcome')).body.clientId;
    this.say({ type: 'syncStep1', vector: Y.encodeStateVector(this.doc) });
    await this.heardOf('syncStep2');
    return this;
  }
  edit(opId: string, change: (doc: Y.Doc) => void): void {
    const updates: Uint8Array[] = [];
    const collect = (update: Uint8Array): void => void updates.push(update);
    this.doc.on('update', collect);
    this.doc.transact(() => change(this.doc));
    this.doc.off('update', collect);
    this.say({ type: 'edit', body: { opId: rowId(opId), update: Y.mergeUpdates(updates) } });
  }
}

function stock(house: House, who: Somebody): WebsocketProvider {
  class Cookied extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { headers: { cookie: who.name } });
    }
  }
  const provider = new WebsocketProvider(`${house.url}/sync`, LEDGER, createLedgerDoc(), {
    WebSocketPolyfill: Cookied as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  closings.push(() => provider.destroy());
  return provider;
}

const stores: readonly (readonly [string, () => Promise<{ store: Store; folder: string | null }>])[] = [
  ['the store in memory', async () => ({ store: memoryStore(), folder: null })],
  [
    'the embedded store',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sandan-sync-'));
      return { store: await openSqliteStore(folder), folder };
    },
  ],
];

describe.each(stores)('the sync socket on %s', (_name, make) => {
  async function house(): Promise<House & { folder: string | null }> {
    const { store, folder } = await make();
    await seedLedger(store);
    const opened = await open(store);
    closings.push(async () => {
      await opened.stop();
      await store.close();
      if (folder) await rm(folder, { recursive: true });
    });
    const issued = await opened.command('issue', SAMPLE_CELLS);
    expect(issued).toMatchObject({ ok: true });
    return { ...opened, folder };
  }

  it('[S5] a board edits, is acknowledged, and others see it', async () => {
    const at = await house();
    const [a, b] = [await new SocketPage(at, EDITOR1).ready(), await new SocketPage(at, EDITOR2).ready()];
    a.edit('op1', (doc) => {
      setCell(doc, OWNER, '甲');
      spliceText(doc, TASK, 'measure', 0, 0, '制定办法');
    });
    expect((await a.heardOf('ack')).body).toMatchObject({ opId: rowId('op1'), seq: 2 });
    await until('the edit', () => cellsOf(b.doc).get(OWNER) === '甲');
    expect(b.doc.getText(`${TASK}/measure`).toString()).toBe('制定办法');
  });

  it('[S8] stock y-websocket providers write, read and see each other', async () => {
    const at = await house();
    const [a, b] = [stock(at, EDITOR1), stock(at, EDITOR2)];
    await until('both synchronised', () => a.synced && b.synced);
    expect(cellsOf(a.doc).get(`${TASK}/completion`)).toBe('未完成');
    setCell(a.doc, OWNER, '甲');
    await until('the edit', () => cellsOf(b.doc).get(OWNER) === '甲');
    a.awareness.setLocalStateField('user', { name: '冒名' });
    await until('the presence', () => b.awareness.getStates().has(a.doc.clientID));
    expect(b.awareness.getStates().get(a.doc.clientID)).toMatchObject({
      user: { id: EDITOR1.person, name: EDITOR1.name },
    });
    a.disconnect();
    setCell(a.doc, OWNER, '离线');
    spliceText(b.doc, TASK, 'measure', 0, 0, '同时');
    a.connect();
    await until('the offline edit', () => cellsOf(b.doc).get(OWNER) === '离线');
    await until('the other edit', () => a.doc.getText(`${TASK}/measure`).toString() === '同时');
    const refused = new Promise<number>((resolve) =>
      a.on('connection-close', (event) => resolve(event?.code ?? 0)),
    );
    setCell(a.doc, `${PROBLEM}/original`, '改写');
    expect(await refused).toBe(CLOSE.refused);
    expect(await at.rooms.committed(LEDGER)).toMatchObject({
      ok: true,
      value: { lists: { problems: [{ original: '未按规定召开会议。' }, {}] } },
    });
  });

  it('[S9] what was acknowledged is there after a restart', async () => {
    const at = await house();
    const page = await new SocketPage(at, EDITOR1).ready();
    for (let n = 0; n < 50; n += 1) page.edit(`op${n}x`, (doc) => setCell(doc, OWNER, `第${n}`));
    await until('all answers', () => page.heard.filter(({ type }) => type === 'ack').length === 50);
    await at.rooms.close();
    const again = roomsOn(at.store);
    closings.push(() => again.rooms.close());
    expect(await again.rooms.committed(LEDGER)).toMatchObject({
      ok: true,
      value: { seq: 51, lists: { tasks: [{ owner: '第49' }] } },
    });
  });

  it('[S11] a foreign origin is refused on the upgrade; the rest is told by the close code', async () => {
    const at = await house();
    const foreign = connect(at, EDITOR1, undefined, 'http://elsewhere.test');
    const status = await new Promise<number | undefined>((resolve) => {
      foreign.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      foreign.on('error', () => undefined);
    });
    expect(status).toBe(403);
    expect(await closeOf(connect(at, null))).toEqual({ code: CLOSE.sessionEnded, reason: 'NOT_SIGNED_IN' });
    expect(await closeOf(connect(at, CLERK))).toEqual({
      code: CLOSE.forbidden,
      reason: 'DEPARTMENT_ROWS_ONLY',
    });
    expect(await closeOf(connect(at, EDITOR1, '/sync/short'))).toEqual({
      code: CLOSE.notFound,
      reason: 'NOT_FOUND',
    });
    for (const path of [`/sync/${rowId('nowhere')}`, `/sync/${LEDGER}/more`, `/sync/${LEDGER}/`])
      expect(await closeOf(connect(at, EDITOR1, path))).toEqual({
        code: CLOSE.notFound,
        reason: 'NOT_FOUND',
      });
    const allowed = connect(at, EDITOR1, undefined, 'http://board.test');
    await until('open', () => allowed.readyState === WebSocket.OPEN);
    const ended = closeOf(allowed);
    at.rooms.sessionEnded(EDITOR1.session);
    expect(await ended).toEqual({ code: CLOSE.sessionEnded, reason: 'SESSION_ENDED' });
  });

  it('[S1] text frames and oversized frames are closed with their code', async () => {
    const at = await house();
    const text = connect(at, EDITOR1);
    text.on('open', () => text.send('hello'));
    expect((await closeOf(text)).code).toBe(CLOSE.malformed);
    const large = connect(at, EDITOR1);
    large.on('open', () => large.send(new Uint8Array(500_000)));
    expect((await closeOf(large)).code).toBe(CLOSE.tooLarge);
  });
});
