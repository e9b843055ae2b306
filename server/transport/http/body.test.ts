/** Bodies come from clients that may stop, go away, or have gone already. */
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody, readFile, type BodyLimits } from '#server/transport/http/body.ts';

const LIMITS: BodyLimits = { bytesMax: 100, secondsMax: 3_600 };
const BROKEN_OFF = { ok: false, code: 'BAD_REQUEST', params: {} };

let server: Server;
let received: Promise<IncomingMessage>;
beforeEach(async () => {
  server = createServer();
  received = new Promise((resolve) => server.once('request', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A client that announces ten bytes and sends the first five. */
function begun() {
  const { port } = server.address() as AddressInfo;
  const sent = ask({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 10 } });
  // it is what ends the connection
  sent.on('error', () => undefined);
  sent.write('12345');
  return sent;
}

describe('[A9] the body of a request', () => {
  it('[A9] is what was sent', async () => {
    const sent = begun();
    const read = readBody(await received, LIMITS);
    sent.end('67890');
    expect(await read).toEqual({ ok: true, value: Buffer.from('1234567890') });
  });

  it('[A9] is over as soon as its sender goes away', async () => {
    const sent = begun();
    const read = readBody(await received, LIMITS);
    sent.destroy();
    expect(await read).toEqual(BROKEN_OFF);
  });

  it('[A9] is not waited for when its sender went before it was asked for', async () => {
    const sent = begun();
    const request = await received;
    // the server listens for errors of a request whose body nobody reads yet
    request.on('error', () => undefined);
    const closed = new Promise((resolve) => request.once('close', resolve));
    sent.destroy();
    await closed;
    expect(await readBody(request, LIMITS)).toEqual(BROKEN_OFF);
  });

  it('[A9] is not read beyond its bound', async () => {
    const sent = begun();
    expect(await readBody(await received, { ...LIMITS, bytesMax: 9 })).toMatchObject({ code: 'TOO_LARGE' });
    sent.destroy();
  });

  it.each(["form-data; name=file; filename*=UTF-8''%00%FF", 'form-data; name=file; filename="x', ';;;'])(
    '[A9] is no file where its head cannot be read: %s',
    async (head) => {
      const { port } = server.address() as AddressInfo;
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const sent = ask({ port, host: '127.0.0.1', method: 'POST', headers });
      sent.on('error', () => undefined);
      sent.end(`--b\r\nContent-Disposition: ${head}\r\n\r\nx\r\n--b--\r\n`);
      const read = await readFile(await received, { ...LIMITS, bytesMax: 1_000 });
      expect(read).toEqual({ ok: false, code: 'BAD_REQUEST', params: { field: 'file' } });
      sent.destroy();
    },
  );
});
