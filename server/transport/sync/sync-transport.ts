/**
 * The edge of `/sync/{ledger}`: upgrades, sessions, pings. Decides nothing about content: frames go to a link of the rooms
 * and come back from it.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { parseLedgerId } from '#domain/ids.ts';
import type { RefusalCode } from '#domain/refusals.ts';
import { CLOSE } from '#protocol/sync.ts';
import type { Link } from '#server/rooms/link.ts';
import type { LiveRooms } from '#server/rooms/rooms.ts';
import { outliveReset, refuseUpgrade } from '#server/transport/refuse-upgrade.ts';
import type { SyncAccess } from '#server/transport/sync/access.contract.ts';

/** Beyond it the socket is closed before the frame is in memory; up to it the page is told why. */
const PAYLOAD_BYTES_MAX = 1024 * 1024;
/** Both for the upgrade and for whoever stays silent afterwards. */
const PING_EVERY_MS = 30_000;
/** Sockets that are being let in; more are turned away until some are. */
const UPGRADES_MAX = 1_000;
/** A socket that was told to close and does not. */
const CLOSE_MS_MAX = 5_000;

export interface SyncTransport {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

export interface SyncTransportParts {
  readonly rooms: Pick<LiveRooms, 'join'>;
  readonly access: SyncAccess;
}

export function createSyncTransport({ rooms, access }: SyncTransportParts): SyncTransport {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: PAYLOAD_BYTES_MAX,
  });
  const silent = new WeakSet<WebSocket>();
  let upgrades = 0;

  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, PING_EVERY_MS);
  pings.unref();

  async function letIn(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const signedIn = await access.authenticate(request.headers);
    if (socket.destroyed) return;
    server.handleUpgrade(request, socket, head, (open) => {
      const [, , id, ...more] = new URL(request.url ?? '/', 'http://sandan').pathname.split('/');
      const ledger = more.length === 0 ? parseLedgerId(id) : undefined;
      if (!signedIn) turnAway(open, CLOSE.sessionEnded, 'NOT_SIGNED_IN');
      else if (!ledger) turnAway(open, CLOSE.notFound, 'NOT_FOUND');
      else connect(open, (wire) => rooms.join(ledger, signedIn, wire), silent, gathering(socket));
    });
  }

  return {
    handleUpgrade(request, socket, head) {
      outliveReset(socket);
      if (!access.originAllowed(request)) return refuseUpgrade(socket, 403);
      if (upgrades >= UPGRADES_MAX) return refuseUpgrade(socket, 503);
      upgrades += 1;
      letIn(request, socket, head)
        .catch(() => refuseUpgrade(socket, 500))
        .finally(() => (upgrades -= 1));
    },
    async close() {
      clearInterval(pings);
      for (const socket of server.clients) closeGently(socket, CLOSE.unavailable, 'UNAVAILABLE');
      await new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of server.clients) socket.terminate();
    },
  };
}

/** Accepted first, so that the page can read why. */
function turnAway(socket: WebSocket, code: number, reason: RefusalCode): void {
  socket.on('error', () => socket.terminate());
  closeGently(socket, code, reason);
}

function closeGently(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_MS_MAX);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** The answers of a commit, and its update behind them, leave in one system call. */
function gathering(socket: Duplex): () => void {
  let isGathering = false;
  const flush = (): void => {
    isGathering = false;
    socket.uncork();
  };
  return () => {
    if (isGathering) return;
    isGathering = true;
    socket.cork();
    process.nextTick(flush);
  };
}

function connect(
  socket: WebSocket,
  join: (wire: Parameters<LiveRooms['join']>[2]) => Link,
  silent: WeakSet<WebSocket>,
  gather: () => void,
): void {
  const link = join({
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    },
    gather,
    close: (code, reason) => closeGently(socket, code, reason),
    bufferedBytes: () => socket.bufferedAmount,
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    silent.delete(socket);
    if (!isBinary || !(data instanceof Buffer)) return link.close(CLOSE.malformed, 'MALFORMED');
    link.receive(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  });
  socket.on('pong', () => silent.delete(socket));
  socket.on('close', () => link.left());
  // ws closes the socket itself after an error; `close` follows
  socket.on('error', () => link.left());
}
