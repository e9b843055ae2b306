import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#protocol/sync.ts';
import { makeCast, PASSWORD, valueOf, type Cast } from './cast.ts';
import { at, codeOf, openHouse, type House, type Visitor } from './house.ts';

let house: House;
let cast: Cast;
let people: Visitor;
/** both system and security administrator */
let both: Visitor;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  people = await cast.as('people');
  const { administration } = house.app.access;
  const made = { username: 'both', name: '某人', password: PASSWORD, mustChangePassword: false };
  const { id } = valueOf(await administration.people.add(null, made));
  for (const role of ['system_admin', 'security_admin'] as const) {
    const membership = { person: id, organisation: cast.organisations.office, role };
    valueOf(await administration.organisations.addMembership(null, membership));
  }
  both = house.visitor();
  await both.signIn('both', PASSWORD);
});
afterAll(() => house.close());

const acts = async (): Promise<readonly { readonly act: string; readonly target: string | null }[]> =>
  at((await (await cast.as('auditor')).get('/api/audit')).json, 'items') as never;

describe('accounts from a list', () => {
  const LINES = [
    { name: '张某', username: 'Zhang', organisation: '某局', role: 'unit_editor' },
    { name: '李某', username: 'li' },
  ];

  it('[A17] a preview names the fault of each line and makes nothing', async () => {
    const lines = [...LINES, { name: '王某', username: 'editor' }];
    const reply = await both.post('/api/people/bulk', { lines, preview: true });
    expect(reply.json).toEqual({
      items: [
        { line: 1, fault: null },
        { line: 2, fault: null },
        { line: 3, fault: 'username_taken' },
      ],
    });
    const refused = await both.post('/api/people/bulk', { lines });
    expect([refused.status, codeOf(refused)]).toEqual([422, 'LIST_FAULTY']);
    expect(at(refused.json, 'error', 'params')).toEqual({ count: 1, line: 3, fault: 'username_taken' });
    expect((await people.get('/api/people')).text).not.toContain('张某');
  });

  it('[A17] who keeps people but no memberships makes accounts without roles', async () => {
    const reply = await people.post('/api/people/bulk', { lines: LINES, preview: true });
    expect(at(reply.json, 'items', 0, 'fault')).toBe('role_not_yours');
    expect(at(reply.json, 'items', 1, 'fault')).toBeNull();
  });

  it('[A17] all are made at once, on record one by one, and sign in with what was shown once', async () => {
    const reply = await both.post('/api/people/bulk', { lines: LINES });
    expect(reply.status).toBe(201);
    const made = at(reply.json, 'items') as { id: string; username: string; password: string }[];
    expect(made.map(({ username }) => username)).toEqual(['zhang', 'li']);
    for (const { username, password } of made) {
      expect(password).toMatch(/^[A-HJ-NP-Z2-9]{10}$/);
      const visitor = house.visitor();
      expect((await visitor.signIn(username, password)).status).toBe(200);
      expect((await visitor.get('/api/me')).json).toMatchObject({ mustChangePassword: true });
    }
    const rows = await acts();
    for (const { id } of made)
      expect(rows.filter((row) => row.act === 'person.create' && row.target === id)).toHaveLength(1);
    expect((await people.get('/api/people')).text).toContain('某局');
    const audit = await (await cast.as('auditor')).get('/api/audit');
    for (const { password } of made) expect(audit.text).not.toContain(password);
    expect(at((await both.post('/api/people/bulk', { lines: LINES })).json, 'error', 'params', 'count')).toBe(
      2,
    );
  });

  it('[A17] a commit that fails leaves no account behind', async () => {
    const ledgers = new Database(join(house.folder, 'ledgers.db'));
    ledgers.exec(
      "create trigger refuse before insert on person when new.username = 'second' begin select raise(abort, 'no'); end",
    );
    const lines = [
      { name: '甲', username: 'first' },
      { name: '乙', username: 'second' },
    ];
    expect((await both.post('/api/people/bulk', { lines })).status).toBe(409);
    expect(house.app.access.accounts.personOf('first')).toBeNull();
    ledgers.exec('drop trigger refuse');
    ledgers.close();
    expect((await both.post('/api/people/bulk', { lines })).status).toBe(201);
  });

  it('[A17] a list is bounded', async () => {
    const lines = Array.from({ length: 201 }, (_, n) => ({ name: '甲', username: `u${n}` }));
    expect(codeOf(await both.post('/api/people/bulk', { lines }))).toBe('BAD_REQUEST');
    expect(codeOf(await both.post('/api/people/bulk', { lines: [] }))).toBe('BAD_REQUEST');
  });
});

describe('a reset without e-mail', () => {
  const codeFor = async (person: string): Promise<string> => {
    const made = await people.post(`/api/people/${person}/reset-code`);
    expect(made.status).toBe(201);
    return String(at(made.json, 'code'));
  };
  const redeem = (username: string, code: string, password: string) =>
    house.visitor().post('/api/auth/redeem-code', { username, code, password });

  it('[A19] the code opens once, ends the old sessions, and the password is one’s own', async () => {
    const old = await cast.as('member');
    const socket = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie: old.cookie } });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const code = await codeFor(cast.people.member);
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{10}$/);
    expect((await old.get('/api/me')).status).toBe(200);
    expect(codeOf(await redeem('member', code, 'short'))).toBe('WEAK_PASSWORD');
    const typed = `${code.slice(0, 5)}-${code.slice(5)}`.toLowerCase();
    expect((await redeem('Member', typed, 'my-own-horse-9')).status).toBe(200);
    expect((await closed)[0]).toBe(CLOSE.sessionEnded);
    expect(codeOf(await old.get('/api/me'))).toBe('SESSION_ENDED');
    expect(codeOf(await redeem('member', code, 'my-own-horse-7'))).toBe('WRONG_RESET_CODE');
    const back = house.visitor();
    expect((await back.signIn('member', 'my-own-horse-9')).status).toBe(200);
    expect((await back.get('/api/me')).json).toMatchObject({ mustChangePassword: false });
    const rows = (await acts()).filter((row) => row.target === cast.people.member).map((row) => row.act);
    expect(rows).toEqual(expect.arrayContaining(['person.resetCode', 'password.redeem']));
  });

  it('[A19] of two at once one redeems it', async () => {
    const code = await codeFor(cast.people.team);
    const replies = await Promise.all([
      redeem('team', code, 'my-own-horse-1'),
      redeem('team', code, 'my-own-horse-2'),
    ]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 403]);
  });

  it('[A19] a wrong name, a wrong, replaced, voided or expired code get one answer', async () => {
    const first = await codeFor(cast.people.head);
    const second = await codeFor(cast.people.head);
    const replies = [
      await redeem('nobody', second, 'my-own-horse-9'),
      await redeem('head', 'AAAAAAAAAA', 'my-own-horse-9'),
      await redeem('head', first, 'my-own-horse-9'),
    ];
    await people.post(`/api/people/${cast.people.head}/password`, { password: 'set-by-admin-7' });
    replies.push(await redeem('head', second, 'my-own-horse-9'));
    const third = await codeFor(cast.people.head);
    const accounts = new Database(join(house.folder, 'accounts.db'));
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    accounts.prepare('update verification set expiresAt = ?').run(yesterday);
    expect(JSON.stringify(accounts.prepare('select * from verification').all())).not.toContain(third);
    accounts.close();
    replies.push(await redeem('head', third, 'my-own-horse-9'));
    expect(replies.map((reply) => [reply.status, codeOf(reply)])).toEqual(
      Array(5).fill([403, 'WRONG_RESET_CODE']),
    );
    expect(new Set(replies.map((reply) => at(reply.json, 'error', 'message'))).size).toBe(1);
  });

  it('[A19] guessing is counted with the tries of signing in', async () => {
    const code = await codeFor(cast.people.resident);
    for (let n = 0; n < 4; n += 1) {
      expect((await house.visitor().signIn('resident', `wrong-${n}`)).status).toBe(401);
      expect((await redeem('resident', 'AAAAAAAAAA', 'my-own-horse-9')).status).toBe(403);
    }
    expect(codeOf(await redeem('resident', code, 'my-own-horse-9'))).toBe('TOO_MANY_TRIES');
  });

  it('[A19] a switched-off account has no code', async () => {
    const code = await codeFor(cast.people.supervisor);
    expect((await people.patch(`/api/people/${cast.people.supervisor}`, { active: false })).status).toBe(200);
    expect(codeOf(await redeem('supervisor', code, 'my-own-horse-9'))).toBe('WRONG_RESET_CODE');
    expect((await people.post(`/api/people/${cast.people.supervisor}/reset-code`)).status).toBe(404);
  });
});

it('[A10] the administrator ends every session of a person at once, on record', async () => {
  const [here, there] = [await cast.as('leader'), house.visitor()];
  await there.signIn('leader', PASSWORD);
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie: here.cookie } });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const reply = await people.post(`/api/people/${cast.people.leader}/end-sessions`);
  expect(reply.json).toEqual({ ended: 2 });
  expect((await closed)[0]).toBe(CLOSE.sessionEnded);
  expect([(await here.get('/api/me')).status, (await there.get('/api/me')).status]).toEqual([401, 401]);
  expect((await acts())[0]).toMatchObject({ act: 'person.sessions', target: cast.people.leader });
  expect((await house.visitor().signIn('leader', PASSWORD)).status).toBe(200);
});

describe('three administrators apart', () => {
  it('[A18] a second administrator’s role is refused until the setting allows it, and the change is on record', async () => {
    const rights = await cast.as('rights');
    const second = (role: string) =>
      rights.post('/api/memberships', {
        person: cast.people.auditor,
        organisation: cast.organisations.office,
        role,
      });
    expect((await rights.get('/api/settings')).json).toEqual({ joinedAdministrators: false });
    const refused = await second('security_admin');
    expect([refused.status, codeOf(refused), at(refused.json, 'error', 'params')]).toEqual([
      409,
      'ROLES_KEPT_APART',
      { role: 'audit_admin' },
    ]);
    expect((await second('office')).status).toBe(201);
    expect((await rights.patch('/api/settings', { joinedAdministrators: true })).status).toBe(200);
    expect((await acts())[0]?.act).toBe('settings.change');
    expect((await second('security_admin')).status).toBe(201);
    expect((await rights.patch('/api/settings', { joinedAdministrators: false })).status).toBe(200);
    expect(codeOf(await second('system_admin'))).toBe('ROLES_KEPT_APART');
    expect(at((await (await cast.as('auditor')).get('/api/me')).json, 'roles')).toContain('security_admin');
  });

  it('[A18] of two grants at once one is refused', async () => {
    const rights = await cast.as('rights');
    const made = await people.post('/api/people', { username: 'tri', name: '某人', password: PASSWORD });
    const grant = (role: string) =>
      rights.post('/api/memberships', {
        person: at(made.json, 'id'),
        organisation: cast.organisations.office,
        role,
      });
    const replies = await Promise.all([grant('audit_admin'), grant('system_admin')]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409]);
  });

  it('[A18] where the one-time code made the first administrator, one person may be all three', async () => {
    const fresh = await openHouse();
    try {
      const visitor = fresh.visitor();
      const code = fresh.app.setupCode ?? '';
      const first = { name: '管理员', username: 'admin', password: PASSWORD, officeName: '某县委巡察办' };
      expect((await visitor.post('/api/setup', { ...first, code })).status).toBe(201);
      await visitor.signIn('admin', PASSWORD);
      expect((await visitor.get('/api/settings')).json).toEqual({ joinedAdministrators: true });
    } finally {
      await fresh.close();
    }
  });
});
