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

describe('demo mode', () => {
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
  });
});
