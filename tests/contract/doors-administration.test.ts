import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCast, PASSWORD, type Cast } from './cast.ts';
import { at, codeOf, openHouse, type House, type Visitor } from './house.ts';

const SETUP = { name: '管理员', username: 'Admin', password: PASSWORD, officeName: '某县委巡察办' };

describe('the first administrator', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it('[A11] is made with the code of the console, once', async () => {
    const visitor = house.visitor();
    expect(await house.app.services.setupNeeded()).toBe(true);
    const code = house.app.setupCode ?? '';
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(codeOf(await visitor.post('/api/setup', { ...SETUP, code: 'AAAA-AAAA-AAAA' }))).toBe(
      'WRONG_SETUP_CODE',
    );
    expect(codeOf(await visitor.post('/api/setup', { ...SETUP, code, password: 'short' }))).toBe(
      'WEAK_PASSWORD',
    );
    expect(codeOf(await visitor.post('/api/setup', { ...SETUP, code, officeName: ' ' }))).toBe('BAD_REQUEST');
    const both = await Promise.all([
      visitor.post('/api/setup', { ...SETUP, code: code.toLowerCase() }),
      house.visitor().post('/api/setup', { ...SETUP, code }),
    ]);
    expect(both.map((reply) => reply.status).sort()).toEqual([201, 409]);
    expect(codeOf(await visitor.post('/api/setup', { ...SETUP, code }))).toBe('ALREADY_SET_UP');
    expect(await house.app.services.setupNeeded()).toBe(false);
    expect((await visitor.signIn('admin', PASSWORD)).status).toBe(200);
    expect((await visitor.get('/api/me')).json).toMatchObject({
      roles: expect.arrayContaining(['system_admin', 'security_admin', 'audit_admin', 'office']),
    });
    expect(at((await visitor.get('/api/audit')).json, 'items', 0, 'act')).toBe('setup');
  });

  it('[A12] is not left without: the last one keeps role and account', async () => {
    const admin = house.visitor();
    await admin.signIn('admin', PASSWORD);
    const me = (await admin.get('/api/me')).json;
    const held = at(me, 'memberships') as { readonly id: string; readonly role: string }[];
    for (const role of ['system_admin', 'security_admin', 'audit_admin']) {
      const { id = '' } = held.find((each) => each.role === role) ?? {};
      expect(codeOf(await admin.delete(`/api/memberships/${id}`))).toBe('LAST_HOLDER');
    }
    expect(codeOf(await admin.patch(`/api/people/${String(at(me, 'id'))}`, { active: false }))).toBe(
      'LAST_HOLDER',
    );
  });

  it('[A12] two of them do not take it from each other at once', async () => {
    const admin = house.visitor();
    await admin.signIn('admin', PASSWORD);
    const me = (await admin.get('/api/me')).json;
    const made = await admin.post('/api/people', { name: '第二人', username: 'second', password: PASSWORD });
    const person = String(at(made.json, 'id'));
    const roles = ['security_admin', 'audit_admin'];
    const memberships: string[] = [];
    for (const role of roles) {
      const organisation = at(me, 'memberships', 0, 'organisation');
      const added = await admin.post('/api/memberships', { person, organisation, role });
      memberships.push(String(at(added.json, 'id')));
    }
    const held = at(me, 'memberships') as { readonly id: string; readonly role: string }[];
    const first = held.find((each) => each.role === 'audit_admin')?.id ?? '';
    const ended = await Promise.all([
      admin.delete(`/api/memberships/${first}`),
      admin.delete(`/api/memberships/${memberships[1] ?? ''}`),
    ]);
    expect(ended.map((reply) => reply.status).sort()).toEqual([200, 409]);
    const security = held.find((each) => each.role === 'security_admin')?.id ?? '';
    const both = await Promise.all([
      admin.patch(`/api/people/${person}`, { active: false }),
      admin.delete(`/api/memberships/${security}`),
    ]);
    expect(both.map((reply) => reply.status)).toContain(409);
  });

  it('[A11] demo doors are shut outside demo mode', async () => {
    expect(codeOf(await house.visitor().post('/api/demo/enter', { username: 'office' }))).toBe('NOT_FOUND');
    expect(house.app.services.demo).toBeNull();
  });
});

/** The first password is exchanged for one's own (A16). */
async function chooseOwn(visitor: Visitor): Promise<void> {
  const change = { currentPassword: PASSWORD, newPassword: 'my-own-horse-9' };
  expect((await visitor.post('/api/auth/change-password', change)).status).toBe(200);
}

describe('administration through the doors', () => {
  let house: House;
  let cast: Cast;
  let people: Visitor;
  let rights: Visitor;
  let office: Visitor;
  beforeAll(async () => {
    house = await openHouse();
    cast = await makeCast(house);
    [people, rights, office] = [await cast.as('people'), await cast.as('rights'), await cast.as('office')];
  });
  afterAll(() => house.close());

  it('[A15] names that cannot be printed are refused, and so are words of snapshots', async () => {
    for (const name of ['某\u0000局', '\u202e局某', '某\n局', '\u200b']) {
      const person = { username: 'unprintable', name, password: PASSWORD };
      expect(codeOf(await people.post('/api/people', person))).toBe('BAD_REQUEST');
      expect(codeOf(await people.patch(`/api/people/${cast.people.member}`, { name }))).toBe('BAD_REQUEST');
      expect(codeOf(await people.post('/api/organisations', { name, kind: 'unit' }))).toBe('BAD_REQUEST');
      const days = { startsOn: '2025-09-01', focusEndsOn: '2025-12-01' };
      expect(codeOf(await office.post('/api/rounds', { name, ...days }))).toBe('BAD_REQUEST');
      expect(codeOf(await office.post('/api/rounds', { name: '第七轮', mode: name, ...days }))).toBe(
        'BAD_REQUEST',
      );
    }
    const snapshots = `/api/ledgers/${cast.ledger}/snapshots`;
    for (const title of ['月\u0000末', '月\n末'])
      expect(codeOf(await office.post(snapshots, { title }))).toBe('BAD_REQUEST');
    const unpaired = { title: '月末', reason: '\ud800' };
    expect(codeOf(await office.post(snapshots, unpaired))).toBe('WRONG_TYPE');
  });

  it('[A3] a person comes, gets an office, works, and loses it', async () => {
    const made = await people.post('/api/people', {
      username: 'newcomer',
      name: '新同志',
      password: PASSWORD,
    });
    expect(made.status).toBe(201);
    const person = String(at(made.json, 'id'));
    const visitor = house.visitor();
    await visitor.signIn('newcomer', PASSWORD);
    expect((await visitor.get('/api/me')).json).toMatchObject({ mustChangePassword: true, memberships: [] });
    await chooseOwn(visitor);
    expect(at((await visitor.get('/api/ledgers')).json, 'items')).toEqual([]);
    const membership = { person, organisation: cast.organisations.unit, role: 'unit_head' };
    const held = await rights.post('/api/memberships', membership);
    expect(held.status).toBe(201);
    expect(codeOf(await rights.post('/api/memberships', membership))).toBe('MEMBERSHIP_EXISTS');
    expect(at((await visitor.get('/api/ledgers')).json, 'items', 0, 'id')).toBe(cast.ledger);
    expect((await rights.delete(`/api/memberships/${String(at(held.json, 'id'))}`)).status).toBe(200);
    expect((await rights.delete(`/api/memberships/${String(at(held.json, 'id'))}`)).status).toBe(404);
    expect(at((await visitor.get('/api/ledgers')).json, 'items')).toEqual([]);
  });

  it('[A3] names are taken once, whatever their case, and by one of many who want them at once', async () => {
    const wanted = { name: '同名', password: PASSWORD };
    const all = await Promise.all(
      ['Twin', 'twin', 'TWIN'].map((username) => people.post('/api/people', { ...wanted, username })),
    );
    expect(all.map((reply) => reply.status).sort()).toEqual([201, 409, 409]);
    expect(codeOf(await people.post('/api/people', { ...wanted, username: 'tWin' }))).toBe('NAME_TAKEN');
    expect((await house.visitor().signIn('twin', PASSWORD)).status).toBe(200);
    expect(codeOf(await people.post('/api/organisations', { name: '某局', kind: 'unit' }))).toBe(
      'NAME_TAKEN',
    );
  });

  it.each([
    [{ username: 'a', name: '甲', password: PASSWORD }, 'BAD_REQUEST'],
    [{ username: '名字', name: '甲', password: PASSWORD }, 'BAD_REQUEST'],
    [{ username: 'fine', name: ' ', password: PASSWORD }, 'BAD_REQUEST'],
    [{ username: 'fine', name: '甲'.repeat(61), password: PASSWORD }, 'BAD_REQUEST'],
    [{ username: 'fine', name: '甲', password: '1234567' }, 'WEAK_PASSWORD'],
  ])('[A3] %j is refused with %s', async (person, code) => {
    expect(codeOf(await people.post('/api/people', person))).toBe(code);
  });

  it('[A3] a changed name is seen everywhere', async () => {
    expect((await people.patch(`/api/people/${cast.people.member}`, { name: '王委员' })).status).toBe(200);
    expect((await (await cast.as('member')).get('/api/me')).json).toMatchObject({ name: '王委员' });
  });

  it('[A4] a leader in charge of one unit sees that unit alone', async () => {
    const made = await people.post('/api/people', {
      username: 'charge',
      name: '分管领导',
      password: PASSWORD,
    });
    const membership = {
      person: at(made.json, 'id'),
      organisation: cast.organisations.leadership,
      role: 'leader',
      charge: [cast.organisations.unit2],
    };
    expect((await rights.post('/api/memberships', membership)).status).toBe(201);
    const visitor = house.visitor();
    await visitor.signIn('charge', PASSWORD);
    await chooseOwn(visitor);
    const overview = await visitor.get(`/api/rounds/${cast.round}/overview`);
    expect(overview.json).toMatchObject({
      round: cast.round,
      units: [{ ledger: cast.otherLedger, name: '某镇', problems: 0, rate: null }],
      total: { problems: 0 },
    });
    expect((await visitor.get(`/api/rounds/${cast.round}/export.json`)).status).toBe(403);
  });

  it('[A2] an office keeps its own rounds, with dates that exist, and no other office’s', async () => {
    const fields = { name: '第八轮', mode: '专项', startsOn: '2025-03-01', focusEndsOn: '2025-06-01' };
    const made = await office.post('/api/rounds', { ...fields, settings: { closureChain: ['audit'] } });
    const path = `/api/rounds/${String(at(made.json, 'id'))}`;
    expect((await office.get(path)).json).toMatchObject({
      ...fields,
      settings: { closureChain: ['audit'], longTermOutOfRate: false },
      mayManage: true,
      units: 0,
    });
    expect((await office.patch(path, { settings: { longTermOutOfRate: true } })).status).toBe(200);
    expect((await office.get(path)).json).toMatchObject({
      settings: { closureChain: ['audit'], longTermOutOfRate: true },
    });
    expect(codeOf(await office.post('/api/rounds', { ...fields, office: cast.organisations.office2 }))).toBe(
      'FORBIDDEN',
    );
    expect(codeOf(await office.post('/api/rounds', { ...fields, startsOn: '2025-02-30' }))).toBe('BAD_DATE');
    expect(codeOf(await office.patch(path, { focusEndsOn: '2024-01-01' }))).toBe('BAD_DATE');
    expect(codeOf(await office.patch(path, { settings: { closureChain: ['audit', 'audit'] } }))).toBe(
      'BAD_REQUEST',
    );
    const unit = { unit: cast.organisations.unit, team: cast.organisations.team, resident: null };
    expect((await office.post(`${path}/ledgers`, unit)).status).toBe(201);
    expect(codeOf(await office.post(`${path}/ledgers`, unit))).toBe('LEDGER_EXISTS');
    expect(codeOf(await office.post(`${path}/teams`, { organisation: cast.organisations.unit }))).toBe(
      'BAD_REFERENCE',
    );
    expect((await office.get(path)).json).toMatchObject({
      units: 1,
      teams: [{ name: '第一巡察组' }],
      ledgers: [{ unit: { name: '某局' }, mayOpen: true }],
    });
  });

  it('[A26] what was named by mistake is taken off again, but not a team that follows a ledger', async () => {
    const office = await cast.as('office');
    const path = `/api/rounds/${cast.round}`;
    const { team, department } = cast.organisations;
    const still = await office.delete(`${path}/teams/${team}`);
    expect([still.status, codeOf(still), at(still.json, 'error', 'params', 'count')]).toEqual([
      409,
      'STILL_NAMED',
      1,
    ]);
    expect((await office.post(`${path}/supervisors`, { organisation: department })).status).toBe(200);
    expect((await office.delete(`${path}/supervisors/${department}`)).status).toBe(200);
    expect((await office.delete(`${path}/supervisors/${department}`)).status).toBe(404);
    await office.patch(`/api/ledgers/${cast.ledger}`, { team: null });
    expect((await office.delete(`${path}/teams/${team}`)).status).toBe(200);
    expect(codeOf(await (await cast.as('team')).get(`/api/ledgers/${cast.ledger}`))).toBe('FORBIDDEN');
    await office.patch(`/api/ledgers/${cast.ledger}`, { team });
  });

  it('[A29] an ended round stands below the others, can be worked in, and is taken back', async () => {
    const office = await cast.as('office');
    const order = async () =>
      (at((await office.get('/api/rounds')).json, 'items') as { id: string; endedAt: string | null }[]).map(
        ({ id, endedAt }) => [id, endedAt !== null] as const,
      );
    const [first] = await order();
    expect((await office.patch(`/api/rounds/${first?.[0]}`, { ended: true })).status).toBe(200);
    expect((await order()).at(-1)).toEqual([first?.[0], true]);
    expect((await office.patch(`/api/rounds/${first?.[0]}`, { mode: '专项巡察' })).status).toBe(200);
    expect((await order()).at(-1)).toEqual([first?.[0], true]);
    expect((await office.patch(`/api/rounds/${first?.[0]}`, { ended: false })).status).toBe(200);
    expect((await order())[0]).toEqual([first?.[0], false]);
  });

  it('[A26] an organisation is renamed, not into the name of another of its kind', async () => {
    const people = await cast.as('people');
    const path = `/api/organisations/${cast.organisations.unit2}`;
    expect(codeOf(await people.patch(path, { name: '某局' }))).toBe('NAME_TAKEN');
    expect(codeOf(await people.patch(path, { name: '两\n行' }))).toBe('BAD_REQUEST');
    expect((await people.patch(path, { name: '某街道' })).status).toBe(200);
    const round = await (await cast.as('office')).get(`/api/rounds/${cast.round}`);
    expect(round.text).toContain('某街道');
  });

  it('[A27] who reads the log alone reads the names in it', async () => {
    const auditor = await cast.as('auditor');
    expect((await auditor.get('/api/people')).status).toBe(403);
    const rows = at((await auditor.get('/api/audit')).json, 'items') as {
      readonly act: string;
      readonly target: string | null;
      readonly names: Readonly<Record<string, string>>;
    }[];
    const namesOf = (act: string) => Object.values(rows.find((row) => row.act === act)?.names ?? {});
    expect(namesOf('organisation.rename')).toEqual(['某街道']);
    expect(namesOf('round.teamOff')).toEqual(expect.arrayContaining(['第一巡察组']));
    expect(namesOf('ledger.change')).toEqual(expect.arrayContaining(['某局', '第一巡察组']));
  });

  it('[A5] every act is on record with who and what, and no password', async () => {
    const auditor = await cast.as('auditor');
    const reply = await auditor.get('/api/audit');
    const rows = at(reply.json, 'items') as {
      readonly n: number;
      readonly act: string;
      readonly by: string | null;
    }[];
    expect(rows.map((row) => row.n)).toEqual(rows.map((row) => row.n).toSorted((a, b) => b - a));
    const acts = new Set(rows.map((row) => row.act));
    for (const act of [
      'person.create',
      'person.change',
      'membership.create',
      'membership.end',
      'round.create',
      'round.change',
      'ledger.create',
    ]) {
      expect(acts.has(act), act).toBe(true);
    }
    expect(rows.find((row) => row.act === 'round.change')?.by).toBe('office同志');
    expect(reply.text).not.toContain(PASSWORD);
    expect(at((await auditor.get(`/api/audit?before=${rows.at(-1)?.n}`)).json, 'items', 0)).not.toEqual(
      rows[0],
    );
    expect(codeOf(await auditor.get('/api/audit?before=x'))).toBe('BAD_REQUEST');
  });
});
