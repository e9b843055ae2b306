import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#protocol/sync.ts';
import { makeCast, PASSWORD, valueOf, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Visitor } from './house.ts';

let house: House;
let cast: Cast;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
});
afterAll(() => house.close());

/** An open socket of this visitor; resolves once it is open. */
async function socketOf(visitor: Visitor, path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}${path}`, {
    headers: { cookie: visitor.cookie },
  });
  await once(socket, 'open');
  return socket;
}
const closing = (socket: WebSocket): Promise<number> => once(socket, 'close').then(([code]) => Number(code));

async function newPerson(username: string): Promise<{ readonly id: string; readonly membership: string }> {
  const { administration } = house.app.access;
  const { id } = valueOf(
    await administration.people.add(null, {
      username,
      name: username,
      password: PASSWORD,
      mustChangePassword: false,
    }),
  );
  const held = valueOf(
    await administration.organisations.addMembership(null, {
      person: id,
      organisation: cast.organisations.unit,
      role: 'unit_editor',
    }),
  );
  return { id, membership: held.id };
}
async function signedIn(username: string, password = PASSWORD): Promise<Visitor> {
  const visitor = house.visitor();
  expect((await visitor.signIn(username, password)).status).toBe(200);
  return visitor;
}

describe('signing in', () => {
  it('[A9] who has not signed in sends little', async () => {
    const large = await house.visitor().signIn('editor', 'x'.repeat(20_000));
    expect([large.status, codeOf(large)]).toEqual([413, 'TOO_LARGE']);
    const editor = await cast.as('editor');
    const sent = await editor.post(`/api/ledgers/${cast.ledger}/commands`, { command: 'x'.repeat(20_000) });
    expect(codeOf(sent)).not.toBe('TOO_LARGE');
  });

  it('[A7] a wrong name and a wrong password get one answer', async () => {
    const replies = [
      await house.visitor().signIn('editor', 'wrong-password'),
      await house.visitor().signIn('nobody', 'wrong-password'),
      await house.visitor().signIn('x y', 'wrong'),
    ];
    expect(replies.map((reply) => [reply.status, codeOf(reply)])).toEqual(
      Array(3).fill([401, 'WRONG_PASSWORD']),
    );
    expect(new Set(replies.map((reply) => at(reply.json, 'error', 'message'))).size).toBe(1);
  });

  it('[A8] the cookie is HttpOnly, SameSite, and plain on plain http', async () => {
    const reply = await house.visitor().signIn('EDITOR', PASSWORD);
    const [cookie = ''] = reply.headers['set-cookie'] ?? [];
    expect(reply.json).toEqual({ user: { id: cast.people.editor, name: 'editor同志', username: 'editor' } });
    expect(cookie).toMatch(/^sandan\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/);
  });

  it('[A7] the ninth try at a name waits, even with the right password; other names do not', async () => {
    await newPerson('guessed');
    for (let n = 0; n < 8; n += 1)
      expect((await house.visitor().signIn('guessed', `wrong-${n}`)).status).toBe(401);
    const late = await house.visitor().signIn('Guessed', PASSWORD);
    expect([late.status, codeOf(late), at(late.json, 'error', 'params', 'minutes')]).toEqual([
      429,
      'TOO_MANY_TRIES',
      10,
    ]);
    expect(late.headers['retry-after']).toBe('600');
    expect((await house.visitor().signIn('head', PASSWORD)).status).toBe(200);
  });

  it('[A9] who one is, and nothing secret with it', async () => {
    const visitor = await signedIn('editor');
    const reply = await visitor.get('/api/me');
    expect(reply.json).toMatchObject({
      id: cast.people.editor,
      username: 'editor',
      roles: ['unit_editor'],
      mustChangePassword: false,
    });
    const session = await visitor.get('/api/auth/get-session');
    expect(session.json).toMatchObject({ user: { username: 'editor' } });
    const [, token = ''] = /session_token=([^.]+)/.exec(visitor.cookie) ?? [];
    expect(token.length).toBeGreaterThan(20);
    expect(`${reply.text}${session.text}`).not.toContain(token);
  });

  it('[A9] a forged cookie is nobody’s', async () => {
    const visitor = house.visitor();
    visitor.setCookie(
      'sandan.session_token',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D',
    );
    expect(codeOf(await visitor.get('/api/me'))).toBe('SESSION_ENDED');
    expect((await visitor.get('/api/auth/get-session')).json).toBeNull();
  });
});

describe('sessions end at once', () => {
  it('[A10] signing out closes the sockets of that session, not of another', async () => {
    const [here, there] = [await signedIn('editor'), await signedIn('editor')];
    const sockets = [
      await socketOf(here, `/sync/${cast.ledger}`),
      await socketOf(here, '/live'),
      await socketOf(there, '/live'),
    ] as const;
    const closed = [closing(sockets[0]), closing(sockets[1])];
    expect((await here.post('/api/auth/sign-out')).status).toBe(200);
    expect(await Promise.all(closed)).toEqual([CLOSE.sessionEnded, CLOSE.sessionEnded]);
    expect(sockets[2].readyState).toBe(WebSocket.OPEN);
    expect(codeOf(await here.get('/api/me'))).toBe('NOT_SIGNED_IN');
    expect((await there.get('/api/me')).status).toBe(200);
    sockets[2].terminate();
  });

  it('[A6] changing the password needs the old one, refuses a weak one, and ends the other sessions', async () => {
    await newPerson('changer');
    const [here, there] = [await signedIn('changer'), await signedIn('changer')];
    const other = closing(await socketOf(there, '/live'));
    const own = await socketOf(here, '/live');
    const change = (currentPassword: string, newPassword: string) =>
      here.post('/api/auth/change-password', { currentPassword, newPassword });
    expect(codeOf(await change('not-this-one', 'correct-horse-9'))).toBe('WRONG_PASSWORD');
    expect(codeOf(await change(PASSWORD, 'short'))).toBe('WEAK_PASSWORD');
    expect((await change(PASSWORD, 'correct-horse-9')).status).toBe(200);
    expect(await other).toBe(CLOSE.sessionEnded);
    expect(own.readyState).toBe(WebSocket.OPEN);
    expect((await there.get('/api/me')).status).toBe(401);
    expect((await here.get('/api/me')).status).toBe(200);
    expect((await house.visitor().signIn('changer', PASSWORD)).status).toBe(401);
    await signedIn('changer', 'correct-horse-9');
    own.terminate();
  });

  it('[A6] one’s own sessions can be listed and ended, others’ cannot', async () => {
    const [here, there, foreign] = [await signedIn('head'), await signedIn('head'), await signedIn('editor')];
    const list = await here.get('/api/auth/list-sessions');
    const sessions = at(list.json, 'items') as { readonly id: string; readonly current: boolean }[];
    expect(list.text).not.toContain('token');
    expect(sessions.filter((session) => session.current)).toHaveLength(1);
    const ofThere = at((await there.get('/api/auth/list-sessions')).json, 'items') as typeof sessions;
    const latest = ofThere.find((session) => session.current)?.id;
    expect((await foreign.post('/api/auth/revoke-session', { id: latest })).status).toBe(404);
    const closed = closing(await socketOf(there, '/live'));
    expect((await here.post('/api/auth/revoke-session', { id: latest })).status).toBe(200);
    expect(await closed).toBe(CLOSE.sessionEnded);
    expect((await there.get('/api/me')).status).toBe(401);
  });

  it('[A10] a switched-off account is out at once and cannot come back', async () => {
    const { id } = await newPerson('leaver');
    const visitor = await signedIn('leaver');
    const closed = closing(await socketOf(visitor, `/sync/${cast.ledger}`));
    const people = await cast.as('people');
    expect((await people.patch(`/api/people/${id}`, { active: false })).status).toBe(200);
    expect(await closed).toBe(CLOSE.sessionEnded);
    expect((await visitor.get('/api/me')).status).toBe(401);
    expect(codeOf(await visitor.signIn('leaver', PASSWORD))).toBe('ACCOUNT_INACTIVE');
    expect(codeOf(await visitor.signIn('leaver', 'wrong-password'))).toBe('WRONG_PASSWORD');
    expect((await people.patch(`/api/people/${id}`, { active: true })).status).toBe(200);
    await signedIn('leaver');
  });

  it('[A10] a member removed from the unit loses the ledger’s socket and door, and stays signed in', async () => {
    const { membership } = await newPerson('mover');
    const visitor = await signedIn('mover');
    const socket = await socketOf(visitor, `/sync/${cast.ledger}`);
    const closed = closing(socket);
    expect((await visitor.get(`/api/ledgers/${cast.ledger}`)).status).toBe(200);
    expect((await (await cast.as('rights')).delete(`/api/memberships/${membership}`)).status).toBe(200);
    expect(await closed).toBe(CLOSE.forbidden);
    expect((await visitor.get(`/api/ledgers/${cast.ledger}`)).status).toBe(403);
    expect((await visitor.get('/api/me')).status).toBe(200);
  });

  it('[A6] a password set by an administrator ends every session and is to be changed', async () => {
    const { id } = await newPerson('forgetful');
    const visitor = await signedIn('forgetful');
    const closed = closing(await socketOf(visitor, '/live'));
    expect(
      (await (await cast.as('people')).post(`/api/people/${id}/password`, { password: 'correct-horse-8' }))
        .status,
    ).toBe(200);
    expect(await closed).toBe(CLOSE.sessionEnded);
    const back = await signedIn('forgetful', 'correct-horse-8');
    expect((await back.get('/api/me')).json).toMatchObject({ mustChangePassword: true });
    expect(
      (
        await back.post('/api/auth/change-password', {
          currentPassword: 'correct-horse-8',
          newPassword: PASSWORD,
        })
      ).status,
    ).toBe(200);
    expect((await back.get('/api/me')).json).toMatchObject({ mustChangePassword: false });
  });
});

describe('a session runs out', () => {
  it('[A10] its socket hears of it by itself', async () => {
    await newPerson('sleeper');
    const visitor = await signedIn('sleeper');
    // The session is brought to its last moment behind the server's back, before a socket opens on it.
    const database = new Database(join(house.folder, 'accounts.db'));
    const asker = await house.app.access.sessions.asker(new Headers({ cookie: visitor.cookie }));
    const soon = new Date(Date.now() + 1_000).toISOString();
    database.prepare('update session set expiresAt = ? where id = ?').run(soon, asker?.session);
    database.close();
    const socket = await socketOf(visitor, '/live');
    expect(await closing(socket)).toBe(CLOSE.sessionEnded);
    expect(codeOf(await visitor.get('/api/me'))).toBe('SESSION_ENDED');
  });
});

describe('[A9] what ends while a body is on its way', () => {
  /** A command of which the server has the head and half of the body; `rest` sends the other half. */
  async function halfSent(visitor: Visitor): Promise<{ readonly rest: () => Promise<string> }> {
    const body = JSON.stringify({ command: 'recordEvidence', opId: opId(), row: 'A'.repeat(16), title: 'x' });
    const outgoing = request({
      host: '127.0.0.1',
      port: house.port,
      method: 'POST',
      path: `/api/ledgers/${cast.ledger}/commands`,
      headers: {
        cookie: visitor.cookie,
        'content-type': 'application/json',
        'content-length': String(body.length),
        expect: '100-continue',
      },
    });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    outgoing.write(body.slice(0, 10));
    // an answer to a later question: the door of the first one has been decided by now
    expect((await visitor.get(`/api/ledgers/${cast.ledger}`)).status).toBe(200);
    return {
      async rest() {
        outgoing.end(body.slice(10));
        const [incoming] = await answered;
        incoming.setEncoding('utf8');
        let text = '';
        for await (const part of incoming) text += String(part);
        return text;
      },
    };
  }

  it('[A9] a membership that ended meanwhile gives no rights any more', async () => {
    const { membership } = await newPerson('slow1');
    const sending = await halfSent(await signedIn('slow1'));
    valueOf(await house.app.access.administration.organisations.endMembership(null, membership));
    expect(at(JSON.parse(await sending.rest()), 'error', 'code')).toBe('FORBIDDEN');
  });

  it('[A9] a session that ended meanwhile is over', async () => {
    await newPerson('slow2');
    const visitor = await signedIn('slow2');
    const sending = await halfSent(visitor);
    expect((await visitor.post('/api/auth/sign-out')).status).toBe(200);
    expect(at(JSON.parse(await sending.rest()), 'error', 'code')).toBe('SESSION_ENDED');
  });
});

it('[A7] when accounts.db takes no writes, signing in is unavailable for now', async () => {
  const other = await openHouse();
  try {
    await makeCast(other);
    const accounts = new Database(join(other.folder, 'accounts.db'));
    accounts.exec("create trigger full before insert on session begin select raise(abort, 'full'); end");
    accounts.close();
    const reply = await other.visitor().signIn('editor', PASSWORD);
    expect([reply.status, codeOf(reply)]).toEqual([503, 'UNAVAILABLE']);
  } finally {
    await other.close();
  }
});
