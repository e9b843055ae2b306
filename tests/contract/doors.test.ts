import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import Database from 'better-sqlite3';
import { betterAuth } from 'better-auth';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#protocol/sync.ts';
import { authOptions } from '#server/access/accounts.ts';
import { DOORS } from '#server/transport/http/doors.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, upload, type House } from './house.ts';
import { KNOCKS, methodOf, NOWHERE, ON_THEIR_OWN, pathOf } from './knocks.ts';

let house: House;
let cast: Cast;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
});
afterAll(() => house.close());

describe('every door and who may open it', () => {
  it('[A9] no door of the table is left out of this test', () => {
    const tested = new Set([...KNOCKS.map((knock) => knock.door), ...ON_THEIR_OWN]);
    const left = DOORS.filter((door) => door.signedIn).map((door) => `${door.method} ${door.pattern}`);
    expect(left.filter((door) => !tested.has(door))).toEqual([]);
    expect(tested.size).toBe(left.length);
  });

  it.each(KNOCKS)('[A9] $door: nobody who is not signed in', async ({ door, sent }) => {
    const reply = await house.visitor().send(methodOf(door), pathOf(door, cast), sent(cast));
    expect([reply.status, codeOf(reply)]).toEqual([401, 'NOT_SIGNED_IN']);
  });

  it.each(KNOCKS)('[A9] $door: open to $right', async ({ door, sent, right, status }) => {
    const reply = await (await cast.as(right)).send(methodOf(door), pathOf(door, cast), sent(cast));
    expect([reply.status, codeOf(reply) === 'FORBIDDEN']).toEqual([status, false]);
  });

  it.each(KNOCKS.filter((knock) => knock.refused.length > 0))(
    '[A9] $door: shut to the others',
    async ({ door, sent, refused }) => {
      for (const username of refused) {
        const reply = await (await cast.as(username)).send(methodOf(door), pathOf(door, cast), sent(cast));
        const onLedger = door.includes('{ledger}') && username === 'department';
        expect([username, reply.status, codeOf(reply)]).toEqual([
          username,
          403,
          onLedger ? 'DEPARTMENT_ROWS_ONLY' : 'FORBIDDEN',
        ]);
      }
    },
  );

  it('[A1] a foreign ledger, and one that does not exist, stay shut', async () => {
    const editor = await cast.as('editor');
    expect(codeOf(await editor.get(`/api/ledgers/${cast.otherLedger}`))).toBe('FORBIDDEN');
    expect(codeOf(await editor.get(`/api/ledgers/${NOWHERE}`))).toBe('NOT_FOUND');
    expect(codeOf(await editor.get(`/api/rounds/${NOWHERE}`))).toBe('NOT_FOUND');
  });

  it('[P8] an import is handled by the office of its ledger alone', async () => {
    const office = await cast.as('office');
    const sample = readFileSync(new URL('../samples/feedback-1.docx', import.meta.url));
    const preview = await office.send(
      'POST',
      `/api/ledgers/${cast.ledger}/import`,
      upload('反馈意见.docx', sample),
    );
    expect(preview.status).toBe(200);
    const id = String(at(preview.json, 'import'));
    expect((await office.get(`/api/imports/${id}`)).status).toBe(200);
    for (const username of ['editor', 'team', 'department', 'people'] as const) {
      const other = await cast.as(username);
      const replies = [
        await other.get(`/api/imports/${id}`),
        await other.patch(`/api/imports/${id}`, { edits: [] }),
        await other.post(`/api/imports/${id}/apply`, { opId: opId() }),
      ];
      expect(replies.map((reply) => reply.status)).toEqual([403, 403, 403]);
    }
    expect((await house.visitor().get(`/api/imports/${id}`)).status).toBe(401);
    expect(codeOf(await office.get(`/api/imports/${NOWHERE}`))).toBe('NOT_FOUND');
  });

  it('[P9] a snapshot leaves with those who may read what it is of', async () => {
    const taken = await (
      await cast.as('office')
    ).post(`/api/ledgers/${cast.ledger}/snapshots`, { title: '反馈时' });
    expect(taken.status).toBe(201);
    const path = `/api/snapshots/${String(at(taken.json, 'id'))}/export.json`;
    const got = await (await cast.as('member')).get(path);
    expect(got.status).toBe(200);
    expect(got.headers['content-disposition']).toMatch(
      /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''/,
    );
    expect((await (await cast.as('stranger')).get(path)).status).toBe(403);
    expect((await (await cast.as('member')).get(`/api/snapshots/${NOWHERE}/export.xlsx`)).status).toBe(404);
  });

  it('[N3] a comparison leaves with those who may export the snapshot, and with nobody else', async () => {
    const office = await cast.as('office');
    const taken = await office.post(`/api/ledgers/${cast.ledger}/snapshots`, { title: '比较用' });
    const round = await office.post(`/api/rounds/${cast.round}/snapshots`, { title: '比较用' });
    const diff = (id: unknown): string => `/api/snapshots/${String(id)}/diff/now`;
    for (const role of ['office', 'team', 'editor', 'member', 'head', 'resident', 'leader'] as const)
      expect((await (await cast.as(role)).get(diff(at(taken.json, 'id')))).status, role).toBe(200);
    for (const role of ['stranger', 'department', 'people', 'rights', 'auditor'] as const)
      expect((await (await cast.as(role)).get(diff(at(taken.json, 'id')))).status, role).toBe(403);
    for (const role of ['head', 'team', 'resident', 'stranger'] as const)
      expect((await (await cast.as(role)).get(diff(at(round.json, 'id')))).status, role).toBe(403);
    expect((await (await cast.as('supervisor')).get(diff(at(round.json, 'id')))).status).toBe(200);
    expect((await house.visitor().get(diff(at(taken.json, 'id')))).status).toBe(401);
  });
});

describe('what comes to the wrong door', () => {
  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/rounds/',
    '/api/auth/sign-up/email',
    '/api/auth/update-user',
    '/api/auth/admin/impersonate-user',
    '/api/%2e%2e/me',
  ])('[A9] %s is not there, for anybody', async (path) => {
    for (const method of ['GET', 'POST']) {
      const reply = await (await cast.as('people')).send(method, path, method === 'POST' ? { body: {} } : {});
      expect([reply.status, codeOf(reply)]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('[A9] of the login library’s own doors only those of the table answer', async () => {
    const options = { dataFolder: '', secret: 'x'.repeat(32), sessionHours: 1 };
    const rules = {
      passwordLengthMin: 8,
      passwordLengthMax: 128,
      isActive: async () => true,
      warn: () => {},
    };
    const library = betterAuth(authOptions({ ...options, ...rules }, new Database(':memory:'), false));
    const served = Object.values(library.api).flatMap((endpoint) => {
      const { path, options: its } = endpoint as { path?: string; options: { method?: string | string[] } };
      // without a path it is for the server's own use and has no door
      if (path === undefined) return [];
      const methods = [its.method ?? []].flat();
      return methods.map((method) => ({ method, path: `/api/auth${path.replace(/:\w+/g, NOWHERE)}` }));
    });
    expect(served.length).toBeGreaterThan(25);
    const ours = new Set(DOORS.map((door) => `${door.method} ${door.pattern}`));
    const others = served.filter(({ method, path }) => !ours.has(`${method} ${path}`));
    expect(served.length - others.length).toBeGreaterThan(3);
    for (const { method, path } of others)
      for (const visitor of [house.visitor(), await cast.as('people')]) {
        const reply = await visitor.send(method, path, method === 'GET' ? {} : { body: {} });
        expect([method, path, reply.status]).toEqual([
          method,
          path,
          DOORS.some((door) => door.pattern === path) ? 405 : 404,
        ]);
      }
  });

  it('[A23] the description is there for anybody, is JSON, and says nothing of this installation', async () => {
    const reply = await house.visitor().get('/api/openapi.json');
    expect([reply.status, at(reply.json, 'openapi')]).toEqual([200, '3.1.0']);
    for (const inside of ['127.0.0.1', house.folder, '某局', cast.round])
      expect(reply.text).not.toContain(inside);
  });

  it('[A9] another method is named as such', async () => {
    const reply = await (await cast.as('office')).send('DELETE', '/api/rounds');
    expect([reply.status, codeOf(reply), reply.headers.allow]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, POST',
    ]);
  });

  it('[A9] a refusal is said in the language of the cookie and carries no inside', async () => {
    const visitor = house.visitor();
    const chinese = await visitor.get('/api/me');
    visitor.setCookie('sandan-locale', 'en');
    const english = await visitor.get('/api/me');
    expect(at(chinese.json, 'error', 'message')).toMatch(/登录/);
    expect(at(english.json, 'error', 'message')).toMatch(/sign/i);
    expect(Object.keys(at(english.json, 'error') as object).sort()).toEqual(['code', 'message', 'params']);
    expect(english.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    });
  });

  it.each([
    ['not JSON', Buffer.from('{"name":')],
    ['of another shape', Buffer.from('{"name": 7}')],
    ['a list', Buffer.from('[]')],
  ])('[A9] a body that is %s is refused', async (_what, bytes) => {
    const reply = await (
      await cast.as('people')
    ).send('POST', '/api/people', { bytes, headers: { 'content-type': 'application/json' } });
    expect([reply.status, codeOf(reply)]).toEqual([400, 'BAD_REQUEST']);
  });

  it('[A9] bodies are bounded, announced or not', async () => {
    const people = await cast.as('people');
    const announced = await people.post('/api/people', { name: 'x'.repeat(300 * 1024) });
    expect([announced.status, codeOf(announced)]).toEqual([413, 'TOO_LARGE']);
    const streamed = await people.send('POST', '/api/people', {
      bytes: Buffer.alloc(300 * 1024, 32),
      chunked: true,
    });
    expect([streamed.status, codeOf(streamed)]).toEqual([413, 'TOO_LARGE']);
    const office = await cast.as('office');
    const file = await office.send(
      'POST',
      `/api/ledgers/${cast.ledger}/import`,
      upload('big.docx', Buffer.alloc(21 * 1024 * 1024)),
    );
    expect([file.status, codeOf(file)]).toEqual([413, 'TOO_LARGE']);
  });

  it('[A9] a stranger’s body is not read before it is known who they are', async () => {
    const reply = await house
      .visitor()
      .send('POST', `/api/ledgers/${cast.ledger}/import`, upload('big.docx', Buffer.alloc(21 * 1024 * 1024)));
    expect(reply.status).toBe(401);
  });

  it('[A9] an upload needs its one field, as multipart', async () => {
    const office = await cast.as('office');
    const path = `/api/ledgers/${cast.ledger}/import`;
    for (const sent of [
      { body: {} },
      upload('a.docx', Buffer.from('x'), 'other'),
      {
        bytes: Buffer.from('garbage'),
        headers: { 'content-type': 'multipart/form-data; boundary=frontier' },
      },
    ]) {
      expect(codeOf(await office.send('POST', path, sent))).toBe('BAD_REQUEST');
    }
  });
});

describe('where a request comes from', () => {
  it.each(['http://evil.example', 'null', 'https://127.0.0.1'])(
    '[A8] a page of %s changes nothing',
    async (origin) => {
      const reply = await (
        await cast.as('office')
      ).post('/api/rounds', { name: 'x' }, { headers: { origin } });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'FOREIGN_ORIGIN']);
    },
  );

  it('[A8] our own page does, and a browser that crossed sites does not', async () => {
    const office = await cast.as('office');
    const path = `/api/rounds/${cast.round}`;
    const own = { headers: { origin: `http://127.0.0.1:${house.port}` } };
    expect((await office.send('PATCH', path, { ...own, body: {} })).status).toBe(200);
    expect(
      (await office.send('PATCH', path, { headers: { 'sec-fetch-site': 'cross-site' }, body: {} })).status,
    ).toBe(403);
  });

  it('[A8] a Host that is not ours gets neither door nor page', async () => {
    const office = await cast.as('office');
    for (const path of ['/api/me', '/', '/metrics']) {
      expect(codeOf(await office.get(path, { headers: { host: 'evil.example' } }))).toBe('FOREIGN_ORIGIN');
    }
    expect((await office.get('/healthz', { headers: { host: 'evil.example' } })).status).toBe(200);
  });

  it('[A8] a socket from a foreign page, or of nobody, is turned away', async () => {
    const { cookie } = await cast.as('office');
    const status = (headers: readonly string[], path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(house.port, '127.0.0.1', () => {
          const upgrade = [
            'Connection: Upgrade',
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          ];
          socket.write([`GET ${path} HTTP/1.1`, ...upgrade, ...headers, '', ''].join('\r\n'));
        });
        socket.once('data', (data) => {
          socket.destroy();
          resolve(data.toString().split(' ')[1] ?? '');
        });
        socket.once('error', reject);
      });
    const host = `Host: 127.0.0.1:${house.port}`;
    for (const path of ['/live', `/sync/${cast.ledger}`]) {
      expect(await status([host, `Cookie: ${cookie}`, 'Origin: http://evil.example'], path)).toBe('403');
      expect(await status(['Host: evil.example', `Cookie: ${cookie}`], path)).toBe('403');
      expect(await status([host, `Cookie: ${cookie}`, `Origin: http://127.0.0.1:${house.port}`], path)).toBe(
        '101',
      );
    }
    expect(await status([host], '/live')).toBe('401');
    const nobody = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${cast.ledger}`);
    expect((await once(nobody, 'close'))[0]).toBe(CLOSE.sessionEnded);
  });
});

describe('a department to which nothing is assigned', () => {
  it('[P12] hears at the socket and from commands what it hears at the doors', async () => {
    const department = await cast.as('department');
    const { cookie } = department;
    const socket = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${cast.ledger}`, { headers: { cookie } });
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([CLOSE.forbidden, 'DEPARTMENT_ROWS_ONLY']);
    const body = { command: 'reportProgress', opId: opId(), row: NOWHERE, progress: '已办' };
    const reply = await department.post(`/api/ledgers/${cast.ledger}/commands`, body);
    expect([reply.status, codeOf(reply)]).toEqual([403, 'DEPARTMENT_ROWS_ONLY']);
    const elsewhere = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${NOWHERE}`, { headers: { cookie } });
    expect(String((await once(elsewhere, 'close'))[1])).toBe('FORBIDDEN');
  });
});

describe('operation', () => {
  it('[A14] says that it lives, may serve, and what it measures', async () => {
    const visitor = house.visitor();
    expect((await visitor.get('/healthz')).json).toEqual({ ok: true });
    expect((await visitor.get('/readyz')).status).toBe(200);
    expect((await visitor.get('/metrics')).text).toContain('sandan_store_read_only 0');
    expect((await visitor.get('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(403);
  });

  it('[A8] pages learn the scheme from us, never from a client', async () => {
    const reply = await house.visitor().get('/', { headers: { 'x-sandan-protocol': 'https' } });
    expect([reply.status, reply.text, reply.headers['x-content-type-options']]).toEqual([
      200,
      'page',
      'nosniff',
    ]);
  });
});
