import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#protocol/sync.ts';
import { DOORS } from '#server/transport/http/doors.ts';
import { makeCast, PASSWORD, valueOf, type Cast } from './cast.ts';
import { at, codeOf, openHouse, type House, type Visitor } from './house.ts';
import { pathOf } from './knocks.ts';

const BEFORE = new Set(['GET /api/me', 'POST /api/auth/change-password']);

let house: House;
let cast: Cast;
let newcomer: Visitor;
/** A unit's editor with every right but a password of their own. */
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  const { administration } = house.app.access;
  const person = { username: 'newcomer', name: '新来同志', password: PASSWORD, mustChangePassword: true };
  const { id } = valueOf(await administration.people.add(null, person));
  const unit = { person: id, organisation: cast.organisations.unit, role: 'unit_editor' } as const;
  valueOf(await administration.organisations.addMembership(null, unit));
  newcomer = house.visitor();
  expect((await newcomer.signIn('newcomer', PASSWORD)).status).toBe(200);
});
afterAll(() => house.close());

describe('who has not yet chosen a password', () => {
  it.each(DOORS.filter((door) => door.signedIn).map((door) => `${door.method} ${door.pattern}`))(
    '[A16] %s',
    async (door) => {
      const [method = ''] = door.split(' ');
      const reply = await newcomer.send(method, pathOf(door, cast), method === 'GET' ? {} : { body: {} });
      const due = [reply.status, codeOf(reply)];
      if (BEFORE.has(door)) expect(due).not.toContain('PASSWORD_CHANGE_DUE');
      else expect(due).toEqual([403, 'PASSWORD_CHANGE_DUE']);
    },
  );

  it('[A16] no socket opens, on the ledger or on what is live', async () => {
    const headers = { cookie: newcomer.cookie };
    const ledger = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${cast.ledger}`, { headers });
    expect((await once(ledger, 'close'))[0]).toBe(CLOSE.sessionEnded);
    const live = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers });
    const [error] = (await once(live, 'error')) as [Error];
    expect(error.message).toContain('401');
  });

  it('[A16] the session can be looked at; the same password again is no change; a new one opens everything', async () => {
    expect(at((await newcomer.get('/api/auth/get-session')).json, 'user', 'username')).toBe('newcomer');
    const change = (newPassword: string) =>
      newcomer.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword });
    expect(codeOf(await change(PASSWORD))).toBe('SAME_PASSWORD');
    expect((await newcomer.get('/api/me')).json).toMatchObject({ mustChangePassword: true });
    expect((await change('my-own-horse-9')).status).toBe(200);
    expect((await newcomer.get(`/api/ledgers/${cast.ledger}`)).status).toBe(200);
    const live = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie: newcomer.cookie } });
    await once(live, 'open');
    live.terminate();
  });

  it('[A16] one may always leave', async () => {
    const people = await cast.as('people');
    const made = await people.post('/api/people', { username: 'leaving', name: '某人', password: PASSWORD });
    expect(made.status).toBe(201);
    const visitor = house.visitor();
    await visitor.signIn('leaving', PASSWORD);
    expect((await visitor.post('/api/auth/sign-out')).status).toBe(200);
    expect(codeOf(await visitor.get('/api/me'))).toBe('NOT_SIGNED_IN');
  });
});
