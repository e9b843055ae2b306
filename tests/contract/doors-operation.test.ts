import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_USERNAMES } from '#server/access/demo-accounts.ts';
import { PASSWORD } from './cast.ts';
import { at, codeOf, openHouse, type House } from './house.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** More than enough to fill the pages that are left. */
const ORGANISATIONS_MAX = 2_000;

describe('when the disk is full', () => {
  it('[A14] writing is refused for good, reading goes on, and /readyz fails', async () => {
    house = await openHouse({}, { pagesMax: 80 });
    const visitor = house.visitor();
    const setup = { name: '管理员', username: 'admin', password: PASSWORD, officeName: '某县委巡察办' };
    expect((await visitor.post('/api/setup', { ...setup, code: house.app.setupCode })).status).toBe(201);
    await visitor.signIn('admin', PASSWORD);
    let last = 201;
    for (let n = 0; last === 201 && n < ORGANISATIONS_MAX; n += 1) {
      last = (await visitor.post('/api/organisations', { name: `单位${n}`.padEnd(60, '某'), kind: 'unit' }))
        .status;
    }
    expect(last).toBe(503);
    const refused = await visitor.post('/api/organisations', { name: '又一个单位', kind: 'unit' });
    expect([refused.status, codeOf(refused)]).toEqual([503, 'STORE_READ_ONLY']);
    expect([(await visitor.get('/readyz')).status, (await visitor.get('/healthz')).status]).toEqual([
      503, 200,
    ]);
    expect((await visitor.get('/metrics')).text).toContain('sandan_store_read_only 1');
    const names = at((await visitor.get('/api/organisations')).json, 'items') as readonly unknown[];
    expect(names.length).toBeGreaterThan(1);
  });
});

// the whole demo is made anew
describe('demo mode', { timeout: 120_000 }, () => {
  it('[A13] every demo account comes in by its button and by its password, and sees what its role sees', async () => {
    house = await openHouse({ SANDAN_DEMO: '1' });
    expect(house.app.services.demo?.accounts.map((account) => account.username)).toEqual([...DEMO_USERNAMES]);
    expect(house.app.setupCode).toBeNull();
    const ledgers = new Map<string, number>();
    for (const username of DEMO_USERNAMES) {
      const visitor = house.visitor();
      expect((await visitor.post('/api/demo/enter', { username })).status).toBe(200);
      expect((await visitor.get('/api/me')).json).toMatchObject({ username, mustChangePassword: false });
      ledgers.set(
        username,
        (at((await visitor.get('/api/ledgers')).json, 'items') as readonly unknown[]).length,
      );
    }
    expect(Object.fromEntries(ledgers)).toMatchObject({
      office: 8,
      team1: 4,
      unit1: 1,
      unit1member: 1,
      unit2head: 1,
      leader1: 8,
      department1: 0,
      admin: 0,
    });
    expect((await house.visitor().signIn('unit1', 'sandan-demo')).status).toBe(200);
    expect(codeOf(await house.visitor().post('/api/demo/enter', { username: 'somebody' }))).toBe('NOT_FOUND');
  }, 120_000);

  it("[A21] a seat of the demo has a session of its own host, and its page may stand in the demo's frame", async () => {
    house = await openHouse({ SANDAN_DEMO: '1' });
    const host = `office.demo.localhost:${house.port}`;
    const origin = `http://${host}`;
    const seat = house.visitor();
    const entered = await seat.post('/api/demo/enter', { username: 'office' }, { headers: { host, origin } });
    expect(entered.status).toBe(200);
    const cookies = [entered.headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Lax/i);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
    // from the table, or from another seat, nothing is changed here
    for (const elsewhere of ['demo.localhost', 'unit1.demo.localhost']) {
      const foreign = { headers: { host, origin: `http://${elsewhere}:${house.port}` } };
      expect(codeOf(await seat.post('/api/demo/enter', { username: 'office' }, foreign))).toBe(
        'FOREIGN_ORIGIN',
      );
    }
    expect((await seat.get('/', { headers: { host } })).headers['x-frame-options']).toBeUndefined();
    for (const framed of ['localhost', 'demo.localhost', '127.0.0.1']) {
      const page = await seat.get('/', { headers: { host: `${framed}:${house.port}` } });
      expect([framed, page.text, page.headers['x-frame-options']]).toEqual([framed, 'page', 'DENY']);
    }
    const nobody = await seat.get('/', { headers: { host: `nobody.demo.localhost:${house.port}` } });
    expect(codeOf(nobody)).toBe('FOREIGN_ORIGIN');
  });

  it("[A21] outside demo mode nobody is reached by the demo's names", async () => {
    house = await openHouse();
    for (const name of ['demo.localhost', 'office.demo.localhost', 'leader1.demo.localhost']) {
      const host = `${name}:${house.port}`;
      expect(codeOf(await house.visitor().get('/', { headers: { host } }))).toBe('FOREIGN_ORIGIN');
      const sent = { headers: { host, origin: `http://${host}` } };
      const entered = await house.visitor().post('/api/demo/enter', { username: 'office' }, sent);
      expect(codeOf(entered)).toBe('FOREIGN_ORIGIN');
    }
  });
});
