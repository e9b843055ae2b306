/** A live view over a socket that a test holds: follows, reads again, reconnects, ends. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveChannel, type TextSocket } from './live-channel.ts';

class FakeSocket implements TextSocket {
  onopen: TextSocket['onopen'] = null;
  onmessage: TextSocket['onmessage'] = null;
  onclose: TextSocket['onclose'] = null;
  onerror: TextSocket['onerror'] = null;
  readonly sent: unknown[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.onclose = null;
  }
  push(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
}

let channels: LiveChannel<string>[] = [];
afterEach(() => {
  for (const channel of channels) channel.destroy();
  channels = [];
});

function subscribe(
  read: () => Promise<{ value: string; at: number } | null> = () => Promise.reject(new Error('not asked')),
) {
  const sockets: FakeSocket[] = [];
  const channel = new LiveChannel<string>({
    view: 'overview:R',
    initial: 'at 5',
    at: 5,
    read,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    random: () => 0,
    wake: () => () => undefined,
    changed: () => undefined,
  });
  channels.push(channel);
  sockets[0]!.onopen?.(new Event('open'));
  return { channel, sockets };
}
const changed = (from: number, to: number, view = 'overview:R') => ({
  type: 'CHANGED',
  view,
  from,
  to,
  value: `at ${to}`,
});
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

describe('[O21] live views', () => {
  it('[O21] subscribe with what they have and take what follows on it', () => {
    const { channel, sockets } = subscribe();
    expect(sockets[0]!.sent).toEqual([{ type: 'SUBSCRIBE', view: 'overview:R', at: 5 }]);
    expect(channel.state).toBe('live');
    sockets[0]!.push(changed(5, 8));
    sockets[0]!.push(changed(8, 9, 'overview:other'));
    expect([channel.value, channel.at]).toEqual(['at 8', 8]);
    sockets[0]!.push(changed(5, 8));
    expect(channel.at).toBe(8);
  });

  it('[O21] take what changed within the commit they show: texts and a new day have no number of their own', () => {
    const { channel, sockets } = subscribe();
    sockets[0]!.push({ ...changed(5, 8), value: 'without its text' });
    sockets[0]!.push({ ...changed(8, 8), value: 'with its text' });
    expect([channel.value, channel.at]).toEqual(['with its text', 8]);
  });

  it('[O21] read again where something was missed, and go on from there', async () => {
    const { channel, sockets } = subscribe(() => Promise.resolve({ value: 'read', at: 12 }));
    sockets[0]!.push(changed(9, 11));
    await until(() => expect(channel.value).toBe('read'));
    sockets[0]!.push(changed(12, 13));
    expect(channel.value).toBe('at 13');
  });

  it('[O21] reconnect and subscribe from where they are', async () => {
    const { channel, sockets } = subscribe();
    sockets[0]!.push(changed(5, 8));
    sockets[0]!.onclose?.({ code: 1006 } as CloseEvent);
    expect(channel.state).toBe('offline');
    await until(() => expect(sockets).toHaveLength(2));
    sockets[1]!.onopen?.(new Event('open'));
    expect(sockets[1]!.sent).toEqual([{ type: 'SUBSCRIBE', view: 'overview:R', at: 8 }]);
    expect(channel.state).toBe('live');
  });

  it('[O21] end when they are refused, when the session ends, and when nothing may be read', async () => {
    const refused = subscribe();
    refused.sockets[0]!.push({ type: 'REFUSED', view: 'overview:R', code: 'FORBIDDEN' });
    expect(refused.channel.ended).toMatchObject({ code: 'FORBIDDEN' });
    const over = subscribe();
    over.sockets[0]!.onclose?.({ code: 4401 } as CloseEvent);
    expect(over.channel.ended).toMatchObject({ code: 'SESSION_ENDED' });
    expect(over.channel.state).toBe('ended');
    const unread = subscribe(() => Promise.resolve(null));
    unread.sockets[0]!.push(changed(9, 11));
    await until(() => expect(unread.channel.ended).toMatchObject({ code: 'FORBIDDEN' }));
  });
});
