/** Hocuspocus 4 as it comes, with its Database extension over SQLite (WAL, as careful as ours: synchronous=FULL). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Database as StoredDocuments } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';
import { historyOf } from '../history-file.ts';
import { runAsChild } from '../server-child.ts';

runAsChild(async ({ folder, rooms, fresh, stateFile, historyUpdates }) => {
  const database = new Database(join(folder, 'hocuspocus.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL)');
  const put = database.prepare(
    'INSERT INTO documents VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
  );
  const get = database.prepare<[string], Buffer>('SELECT data FROM documents WHERE name = ?').pluck();
  if (fresh) {
    const state = readFileSync(stateFile);
    database.transaction(() => rooms.forEach((room) => put.run(room, state)))();
    if (historyUpdates > 0) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, state);
      for (const update of historyOf(folder, historyUpdates)) Y.applyUpdate(doc, update);
      put.run(rooms[0], Buffer.from(Y.encodeStateAsUpdate(doc)));
    }
  }
  const server = new Server({
    address: '127.0.0.1',
    quiet: true,
    stopOnSignals: false,
    websocketOptions: { perMessageDeflate: false },
    extensions: [
      new StoredDocuments({
        fetch: ({ documentName }) => Promise.resolve(get.get(documentName) ?? null),
        store: ({ documentName, state }) => {
          put.run(documentName, state);
          return Promise.resolve();
        },
      }),
    ],
  });
  // 0, so that the system chooses; `listen(0)` would be taken for no port at all
  server.configuration.port = 0;
  await server.listen();
  return { port: server.address.port, paths: rooms.map((room) => `/${room}`), cookies: [] };
});
