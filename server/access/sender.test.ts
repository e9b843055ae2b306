import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { senderOf } from '#server/access/origins.ts';

function request(forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1' });
  const incoming = new IncomingMessage(socket);
  if (forwarded !== undefined) incoming.headers['x-forwarded-for'] = forwarded;
  return incoming;
}

describe('the sender of a request', () => {
  it('[A7] is the peer where no proxy of ours stands in front, whatever a client claims', () => {
    expect(senderOf(request('10.9.9.9'), 0)).toBe('127.0.0.1');
  });

  it('[A7] is what our outermost proxy saw, not what came before it', () => {
    expect(senderOf(request('6.6.6.6, 10.0.0.7'), 1)).toBe('10.0.0.7');
    expect(senderOf(request('6.6.6.6, 10.0.0.7, 10.0.0.1'), 2)).toBe('10.0.0.7');
  });

  it.each([undefined, '', 'nobody', '10.0.0.7, garbage'])(
    '[A7] is the peer when the proxy says %s',
    (forwarded) => {
      expect(senderOf(request(forwarded), 1)).toBe('127.0.0.1');
    },
  );
});
