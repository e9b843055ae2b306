/** y-websocket's own server (2.1, `bin/utils`) with y-leveldb behind it, set up as its documentation says. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { historyOf } from '../history-file.ts';
import { runAsChild } from '../server-child.ts';

/** What it uses of Yjs; loaded the way the server loads it, since two copies of Yjs do not know each other. */
interface Yjs {
  readonly applyUpdate: (doc: object, update: Uint8Array) => void;
  readonly encodeStateAsUpdate: (doc: object) => Uint8Array;
}
interface Listening {
  readonly on: (event: 'update', listener: (update: Uint8Array) => void) => void;
}
interface Server {
  readonly setupWSConnection: (socket: WebSocket, request: IncomingMessage) => void;
  readonly setPersistence: (persistence: {
    readonly provider: object;
    readonly bindState: (name: string, doc: Listening) => Promise<void>;
    readonly writeState: () => Promise<void>;
  }) => void;
}
interface Leveldb {
  readonly LeveldbPersistence: new (folder: string) => {
    readonly getYDoc: (name: string) => Promise<object>;
    readonly storeUpdate: (name: string, update: Uint8Array) => Promise<number>;
  };
}

const load = createRequire(import.meta.url);

runAsChild(async ({ folder, rooms, fresh, stateFile, historyUpdates }) => {
  const Y = load('yjs') as Yjs;
  const { setupWSConnection, setPersistence } = load('y-websocket-2/bin/utils') as Server;
  const { LeveldbPersistence } = load('y-leveldb') as Leveldb;
  const level = new LeveldbPersistence(join(folder, 'leveldb'));
  if (fresh) {
    const state = readFileSync(stateFile);
    for (const room of rooms) await level.storeUpdate(room, state);
    for (const update of historyOf(folder, historyUpdates)) await level.storeUpdate(rooms[0]!, update);
  }
  setPersistence({
    provider: level,
    async bindState(name, doc) {
      const stored = await level.getYDoc(name);
      const others = Y.encodeStateAsUpdate(doc);
      void level.storeUpdate(name, others);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored));
      doc.on('update', (update) => void level.storeUpdate(name, update));
    },
    writeState: () => Promise.resolve(),
  });
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (open) => setupWSConnection(open, request)),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    paths: rooms.map((room) => `/${room}`),
    cookies: [],
  };
});
