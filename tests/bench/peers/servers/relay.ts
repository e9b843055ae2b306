/** The floor of the comparison: a bare `ws` relay that gives each frame to everybody else in the room. No document, no storage. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeMessage } from '#protocol/codec.ts';
import { runAsChild } from '../server-child.ts';

const SYNC = 0;
const STEP_1 = 0;

runAsChild(async ({ rooms, stateFile }) => {
  const members = new Map<string, Set<WebSocket>>(rooms.map((room) => [`/${room}`, new Set()]));
  const blob = encodeMessage({ type: 'syncStep2', update: readFileSync(stateFile) });
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (open) => {
      const room = members.get(request.url ?? '');
      if (!room) return open.close();
      room.add(open);
      open.on('close', () => room.delete(open));
      open.on('message', (data: Buffer) => {
        if (data[0] === SYNC && data[1] === STEP_1) return open.send(blob);
        for (const other of room) if (other !== open) other.send(data);
      });
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { port: (http.address() as AddressInfo).port, paths: [...members.keys()], cookies: [] };
});
