/** `/live` over a real socket: who gets in, and what the network edge refuses. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse } from '#domain/refusals.ts';
import { createLiveTransport, type LiveTransport } from '#server/transport/live/live-transport.ts';
import type { SignedIn } from '#server/transport/sync/access.contract.ts';
import type { RoundFigures } from '#server/views/views.contract.ts';

const ROUND = 'round00000000001';

describe('/live upgrade', () => {
  let server: Server;
  let transport: LiveTransport;
  let signedIn: SignedIn | null;
  let lookUps: number;
  let onLookUp: (n: number) => void;
  const open: WebSocket[] = [];

  beforeEach(async () => {
    signedIn = { person: 'person0000000001' as PersonId, session: 'session', name: '安某' };
    lookUps = 0;
    onLookUp = () => undefined;
    transport = createLiveTransport({
      access: {
        originAllowed: (request) => request.headers.origin !== 'http://elsewhere.example',
        authenticate: () => {
          lookUps += 1;
          onLookUp(lookUps);
          return Promise.resolve(signedIn);
        },
      },
      mayWatch: () => Promise.resolve(accept(new Set<LedgerId>())),
      views: {
        current: (round) =>
          Promise.resolve<RoundFigures>({
            round,
            name: '示例轮次',
            at: 3,
            longTermOutOfRate: false,
            today: '2026-06-10',
            startsOn: '2026-06-01',
            focusEndsOn: '2026-08-31',
            units: [],
          }),
        watch: () => () => undefined,
      },
      departments: { current: () => Promise.resolve(undefined), watch: () => () => undefined },
      mayWatchDepartment: () => Promise.resolve(refuse('FORBIDDEN')),
      dictionaries: { watch: () => () => undefined, current: () => Promise.resolve(undefined) },
      mayWatchDictionaries: () => Promise.resolve(refuse('FORBIDDEN')),
      report: (error) => {
        throw error;
      },
    });
    server = createServer();
    server.on('upgrade', (request, socket, head) => transport.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });

  function connect(origin?: string): WebSocket {
    const { port } = server.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, origin === undefined ? {} : { origin });
    open.push(socket);
    return socket;
  }
  const status = (socket: WebSocket) =>
    new Promise<number | undefined>((resolve, reject) => {
      // whoever takes the answer ends the request; what that says about the socket comes too late to matter
      socket.on('error', reject);
      socket.on('unexpected-response', (request, response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      socket.on('open', () => reject(new Error('It was let in.')));
    });
  const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve));

  it('[L1] a session is let in and answered', async () => {
    const socket = connect();
    const answer = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'SUBSCRIBE', view: `overview:${ROUND}` })));
    expect(JSON.parse(await answer)).toMatchObject({
      type: 'CHANGED',
      to: 3,
      value: { round: ROUND, units: [] },
    });
    expect(socket.extensions).toBe('');
  });

  it('[L1] a foreign page and a stranger are turned away before the upgrade', async () => {
    expect(await status(connect('http://elsewhere.example'))).toBe(403);
    expect(lookUps).toBe(0);
    signedIn = null;
    expect(await status(connect())).toBe(401);
  });

  it('[L7] a session that ends while the socket opens is noticed', async () => {
    onLookUp = (n) => {
      if (n === 2) signedIn = null;
    };
    expect(await closed(connect())).toBe(4401);
  });

  it('[L2] binary and oversized frames close the socket', async () => {
    const binary = connect();
    binary.on('open', () => binary.send(new Uint8Array([1])));
    expect(await closed(binary)).toBe(4400);
    const large = connect();
    large.on('open', () => large.send('x'.repeat(5_000)));
    expect(await closed(large)).toBe(1009);
  });

  it('[L8] a flood of messages closes the socket', async () => {
    const socket = connect();
    socket.on('open', () => {
      for (let n = 0; n < 200; n += 1) socket.send(JSON.stringify({ type: 'UNSUBSCRIBE', view: 'x' }));
    });
    expect(await closed(socket)).toBe(4429);
  });

  it('[L7] a stopping server says so', async () => {
    const socket = connect();
    const end = closed(socket);
    await new Promise((resolve) => socket.on('open', resolve));
    await transport.close();
    expect(await end).toBe(4503);
  });
});
