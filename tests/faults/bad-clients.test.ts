/** Clients that no browser would be, on real sockets: they end with a code, and hold up nobody. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cellKey } from '#document/keys.ts';
import { replaceText } from '#document/write.ts';
import type { PersonId } from '#domain/ids.ts';
import { encodeMessage } from '#protocol/codec.ts';
import { CLOSE, PROTOCOL_VERSION } from '#protocol/sync.ts';
import { LEDGER, sampleRooms, TestPage, EDITOR1 } from '#server/rooms/rooms.testing.ts';
import { createSyncTransport } from '#server/transport/sync/sync-transport.ts';
import { ledgerId } from '../contract/parties.ts';
import { connectClient } from './editing-client.ts';
import { operation, personId, serveFolder, type Serving } from './serving.ts';

const CATEGORY = cellKey('problem000000001', 'category');
const PAGES = 150;
/** Of 24 KB each: more than the buffers of the system take. */
const LONG_EDITS = 390;
const HELLO_SILENCE_MS = 10_000;
const PING_MS = 30_000;

let folder: string;
let serving: Serving;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-clients-'));
  serving = await serveFolder(folder);
});
afterAll(async () => {
  await serving.kill();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => void vi.useRealTimers());

/** A WebSocket by hand, so that bytes leave as the test likes. */
async function upgradeByHand(send: (socket: Socket, bytes: Buffer) => Promise<void>): Promise<Socket> {
  const socket = connect(serving.port, '127.0.0.1');
  socket.setNoDelay(true);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  const answered = new Promise<string>((resolve) =>
    socket.once('data', (data) => resolve(data.toString('latin1'))),
  );
  const request = [
    `GET /sync/${ledgerId(1)} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16, 7).toString('base64')}`,
    `Cookie: person=${personId(50)}`,
    '',
    '',
  ].join('\r\n');
  await send(socket, Buffer.from(request));
  expect(await answered).toContain('101 Switching Protocols');
  return socket;
}

/** A masked binary frame; the mask is all zeros, which any server must bear. */
function frameOf(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x82, 0x80 | message.length, 0, 0, 0, 0]), message]);
}

async function byteByByte(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    await new Promise<void>((resolve, reject) =>
      socket.write(Buffer.from([byte]), (error) => (error ? reject(error) : setImmediate(resolve))),
    );
  }
}

describe('strange clients', { timeout: 60_000 }, () => {
  it('[V6] a byte at a time is a connection like any other, and the others write meanwhile', async () => {
    const author = await connectClient(serving.url, personId(1));
    const slow = upgradeByHand(byteByByte);
    const written = author.edit(operation(1), CATEGORY, operation(1));
    const socket = await slow;
    const heard: Buffer[] = [];
    socket.on('data', (data: Buffer) => heard.push(data));
    await byteByByte(socket, frameOf(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } })));
    // WELCOME is message 101
    await vi.waitFor(() => expect(Buffer.concat(heard).includes(101)).toBe(true), { timeout: 10_000 });
    await written;
    socket.destroy();
    author.close();
  });

  it('[V6] who sends half a frame and goes away without a word leaves nothing behind', async () => {
    const socket = await upgradeByHand(
      (open, bytes) => new Promise((resolve) => open.write(bytes, () => resolve())),
    );
    socket.write(
      frameOf(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } })).subarray(0, 5),
    );
    socket.resetAndDestroy();
    const author = await connectClient(serving.url, personId(1));
    await author.edit(operation(2), CATEGORY, operation(2));
    author.close();
  });

  it('[V6] who reads nothing is left behind, and neither the author nor the other readers wait', async () => {
    const author = await connectClient(serving.url, personId(1));
    const watcher = await connectClient(serving.url, personId(2));
    const deaf = await connectClient(serving.url, personId(3));
    deaf.stopReading();
    for (let n = 0; n < LONG_EDITS; n += 1)
      await author.change(operation(100 + n), (doc) => {
        for (const field of ['symptom', 'supervisionNote'])
          replaceText(doc, 'problem000000001', field, String.fromCharCode(0x4e00 + n).repeat(4_000));
      });
    await author.edit(operation(99), CATEGORY, operation(99));
    await watcher.sees(CATEGORY, operation(99));
    deaf.readOn();
    await deaf.sees(CATEGORY, operation(99));
    // it has everything, by far fewer frames than were sent to those who read
    expect(deaf.text('problem000000001/symptom')).toBe(author.text('problem000000001/symptom'));
    expect(deaf.updates()).toBeLessThan(watcher.updates());
    for (const client of [author, watcher, deaf]) client.close();
  });

  it('[V6] who says nothing is told 4408 after ten seconds', async () => {
    const { rooms } = await sampleRooms();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = new TestPage(rooms, EDITOR1);
    vi.advanceTimersByTime(HELLO_SILENCE_MS + 1);
    expect(silent.closed).toEqual({ code: CLOSE.helloTimeout, reason: 'HELLO' });
    vi.useRealTimers();
    await rooms.close();
  });

  it('[V6] a connection whose other end is gone without a word is cut after two pings without an answer', async () => {
    const { rooms } = await sampleRooms();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const who = { person: EDITOR1.person as PersonId, session: 'session', name: '安某' };
    const transport = createSyncTransport({
      rooms,
      access: {
        originAllowed: () => true,
        authenticate: () => Promise.resolve(who),
        actorFor: () => Promise.resolve(null),
      },
    } as Parameters<typeof createSyncTransport>[0]);
    const server = createServer();
    server.on('upgrade', (request, socket, head) => transport.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const open = async (autoPong: boolean): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/sync/${LEDGER}`, { autoPong });
      await new Promise<void>((resolve) => socket.once('open', () => resolve()));
      socket.send(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } }));
      await new Promise<void>((resolve) => socket.once('message', () => resolve()));
      return socket;
    };
    const [gone, alive] = [await open(false), await open(true)];
    const cut = new Promise<number>((resolve) => gone.once('close', resolve));
    const pinged = Promise.all(
      [gone, alive].map((socket) => new Promise((resolve) => socket.once('ping', resolve))),
    );
    vi.advanceTimersByTime(PING_MS);
    await pinged;
    // the answer of the living one has to be there before the next round
    const answered = new Promise((resolve) => alive.once('pong', resolve));
    alive.ping();
    await answered;
    vi.advanceTimersByTime(PING_MS);
    expect(await cut).toBe(1006);
    expect(alive.readyState).toBe(WebSocket.OPEN);
    vi.useRealTimers();
    alive.terminate();
    await transport.close();
    await rooms.close();
    server.close();
  });

  it(`[V7] ${PAGES} pages at once on a server that has just started all get the whole ledger`, async () => {
    const author = await connectClient(serving.url, personId(1));
    await author.edit(operation(900), CATEGORY, operation(900));
    author.close();
    await serving.kill();
    serving = await serveFolder(folder);
    const pages = await Promise.all(
      Array.from({ length: PAGES }, (_, n) => connectClient(serving.url, personId(1_000 + (n % 40)))),
    );
    await Promise.all(pages.map((page) => page.sees(CATEGORY, operation(900))));
    await pages[0]!.edit(operation(901), CATEGORY, operation(901));
    await Promise.all(pages.map((page) => page.sees(CATEGORY, operation(901))));
    for (const page of pages) page.close();
  });
});
