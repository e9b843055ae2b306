/** Answers an upgrade that is not taken in plain HTTP, and lets the socket go: node leaves it to whoever heard the event. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** From the `upgrade` event on nobody else hears a reset: unheard, it would end the process. */
export function outliveReset(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

/** Closed as soon as the answer has left: a socket that nobody reads never learns that its peer has gone. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Length: 0',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`, () => socket.destroy());
}
