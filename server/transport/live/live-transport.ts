/** The network side of `/live`: upgrade, heartbeat, frames in and out. Whoever is not signed in is told nothing. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CLOSE } from '#protocol/sync.ts';
import { createLive } from '#server/transport/live/live.ts';
import type { LiveParts } from '#server/transport/live/connection.ts';
import { FRAME_BYTES_MAX } from '#server/transport/live/messages.ts';
import { outliveReset, refuseUpgrade } from '#server/transport/refuse-upgrade.ts';
import type { SyncAccess } from '#server/transport/sync/access.contract.ts';

const HEARTBEAT_MS = 30_000;
const FRAMES_PER_SECOND_MAX = 20;
const GOODBYE_MS_MAX = 1_000;

export interface LiveTransportParts extends LiveParts {
  readonly access: Pick<SyncAccess, 'originAllowed' | 'authenticate'>;
}

export type LiveTransport = ReturnType<typeof createLiveTransport>;

export function createLiveTransport(parts: LiveTransportParts) {
  const { access } = parts;
  const live = createLive(parts);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const answering = new Map<WebSocket, boolean>();
  const heartbeat = setInterval(() => {
    for (const [socket, answered] of answering) {
      if (!answered) {
        socket.terminate();
        continue;
      }
      answering.set(socket, false);
      socket.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    outliveReset(socket);
    if (!access.originAllowed(request)) return refuseUpgrade(socket, 403);
    const signedIn = await access.authenticate(request.headers);
    if (!signedIn) return refuseUpgrade(socket, 401);
    if (!live.hasRoom(signedIn.person)) return refuseUpgrade(socket, 429);
    const opened = await new Promise<WebSocket>((resolve) =>
      server.handleUpgrade(request, socket, head, resolve),
    );
    const connection = live.open(opened, signedIn);
    answering.set(opened, true);
    let frames = 0;
    let second = 0;
    opened.on('pong', () => answering.set(opened, true));
    opened.on('message', (data: RawData, binary: boolean) => {
      const now = Math.floor(Date.now() / 1_000);
      if (now !== second) [second, frames] = [now, 0];
      frames += 1;
      if (frames > FRAMES_PER_SECOND_MAX) return connection.end(CLOSE.rateLimited, 'too many messages');
      if (binary) return connection.end(CLOSE.malformed, 'text frames only');
      connection.receive(data.toString());
    });
    opened.on('close', () => {
      answering.delete(opened);
      live.gone(connection);
    });
    opened.on('error', () => opened.terminate());
    // the session may have ended between the look-up and the moment from which its end reaches this socket
    if (!(await access.authenticate(request.headers))) connection.end(CLOSE.sessionEnded, 'session ended');
  }

  return {
    /** For the HTTP server's `upgrade` event on `/live`. */
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      upgrade(request, socket, head).catch((error: unknown) => {
        parts.report(error);
        socket.destroy();
      });
    },
    rightsChanged: live.rightsChanged,
    sessionEnded: live.sessionEnded,
    /** Says goodbye; whoever has not answered after a moment is cut off. */
    async close(): Promise<void> {
      clearInterval(heartbeat);
      live.close();
      const all = [...answering.keys()];
      const grace = setTimeout(() => all.forEach((socket) => socket.terminate()), GOODBYE_MS_MAX);
      await Promise.all(
        all.map(
          (socket) =>
            new Promise<void>((resolve) => {
              if (socket.readyState === socket.CLOSED) resolve();
              else socket.once('close', () => resolve());
            }),
        ),
      );
      clearTimeout(grace);
      server.close();
    },
  };
}
