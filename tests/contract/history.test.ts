/** History through the doors: names of their time, the past as it stood, what others changed since one looked, and who may ask. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCast, type Cast, type Username } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Reply, type Visitor } from './house.ts';

const TASK = 'task000000000001';
const LATER = 'task000000000002';

describe('history', () => {
  let house: House;
  let cast: Cast;
  let problem: string;
  const path = (rest = ''): string => `/api/ledgers/${cast.ledger}${rest}`;
  async function done(username: Username, body: object): Promise<number> {
    const reply = await (await cast.as(username)).post(path('/commands'), { opId: opId(), ...body });
    if (reply.status !== 200) throw new Error(`Refused: ${reply.text}`);
    return Number(at(reply.json, 'seq'));
  }
  const row = (id: string, order: string) => [
    { cell: `${id}/list`, value: 'tasks' },
    { cell: `${id}/order`, value: order },
    { cell: `${id}/problem`, value: problem },
  ];
  const edit = (username: Username, intents: readonly object[]): Promise<number> =>
    done(username, { command: 'editCells', intents });
  const ask = async (username: Username, rest: string): Promise<Reply> =>
    (await cast.as(username)).get(path(rest));
  const items = async (rest = ''): Promise<readonly unknown[]> =>
    at((await ask('office', `/history${rest}`)).json, 'items') as unknown[];

  beforeAll(async () => {
    house = await openHouse();
    cast = await makeCast(house);
    await done('office', { command: 'issueFeedback', problems: [{ code: '1', original: '制度执行不严' }] });
    problem = String(at((await ask('office', '')).json, 'problems', 0, 'id'));
    await done('head', { command: 'claim', row: problem });
    await edit('editor', [...row(TASK, 'a0'), { text: `${TASK}/measure`, value: '修订采购制度' }]);
  });
  afterAll(() => house.close());

  it('[H1] names people, roles and organisations as they were, however they are called today', async () => {
    await edit('editor', [{ cell: `${TASK}/owner`, value: '王示例' }]);
    const people = await cast.as('people');
    const renamed = await people.patch(`/api/people/${cast.people.editor}`, { name: '新名同志' });
    expect(renamed.status).toBe(200);
    await edit('editor', [{ cell: `${TASK}/owner`, value: '李示例' }]);
    const office = await cast.as('office');
    const organisation = `/api/organisations/${cast.organisations.unit}`;
    expect((await office.patch(organisation, { name: '某管理局' })).status).toBe(200);
    expect((await office.patch(organisation, { name: '某新局' })).status).toBe(200);
    await edit('editor', [{ cell: `${TASK}/owner`, value: '赵示例' }]);
    const found = await items(`?cell=${encodeURIComponent(`${TASK}/owner`)}`);
    const change = { kind: 'value', cell: `${TASK}/owner`, row: TASK, field: 'owner', member: null };
    const by = {
      person: cast.people.editor,
      roles: ['unit_editor'],
      asThen: true,
      act: 'editCells',
    };
    expect(found).toMatchObject([
      { ...by, organisations: ['某新局'], changes: [{ ...change, old: '李示例', now: '赵示例' }] },
      {
        ...by,
        organisations: ['某局'],
        name: '新名同志',
        changes: [{ ...change, old: '王示例', now: '李示例' }],
      },
      {
        ...by,
        organisations: ['某局'],
        name: 'editor同志',
        changes: [{ ...change, old: null, now: '王示例' }],
      },
    ]);
  });

  it('[H3] a ledger as it stood, by commit and by instant; the bin of that time is left out', async () => {
    const before = await edit('editor', [...row(LATER, 'a1'), { text: `${LATER}/measure`, value: '第二条' }]);
    const deleted = await done('editor', { command: 'deleteRow', row: LATER });
    const tasks = async (moment: string | number): Promise<unknown> => {
      const { status, json } = await ask('leader', `?at=${encodeURIComponent(moment)}`);
      expect([status, at(json, 'head')]).toEqual([200, deleted]);
      return (at(json, 'tasks') as { id: string }[]).map(({ id }) => id);
    };
    expect(await tasks(before)).toEqual([TASK, LATER]);
    expect(await tasks(deleted)).toEqual([TASK]);
    expect(await tasks('2000-01-01T00:00:00Z')).toEqual([]);
    expect(await tasks(new Date(Date.now() + 60_000).toISOString())).toEqual([TASK]);
    const past = at((await ask('leader', `?at=${deleted}`)).json, 'tasks');
    expect(past).toEqual(at((await ask('leader', '')).json, 'tasks'));
    expect(codeOf(await ask('leader', `?at=${deleted + 1}`))).toBe('NO_SUCH_MOMENT');
    expect(codeOf(await ask('leader', '?at=soon'))).toBe('BAD_REQUEST');
    const rows = at((await ask('office', `/history?row=${LATER}`)).json, 'rows', LATER);
    expect(rows).toMatchObject({ list: 'tasks', title: '第二条', deleted: true });
  });

  it('[H6] is for whoever may open the ledger; a department is told that it reads rows only', async () => {
    for (const rest of ['?at=1', '/history', '/changes-since']) {
      for (const username of ['office', 'team', 'member', 'resident', 'supervisor', 'leader'] as const)
        expect((await ask(username, rest)).status, `${username} ${rest}`).toBe(200);
      expect(codeOf(await ask('department', rest))).toBe('DEPARTMENT_ROWS_ONLY');
      for (const username of ['stranger', 'people', 'auditor'] as const)
        expect(codeOf(await ask(username, rest)), `${username} ${rest}`).toBe('FORBIDDEN');
    }
    // and so are the pages' own read models, whatever a page asked for before
    const { services } = house.app;
    const askerOf = async (username: Username) => {
      const asker = await services.asker(new Headers({ cookie: (await cast.as(username)).cookie }));
      return asker ?? expect.fail(`${username} is not signed in`);
    };
    const asked = async (username: Username) => {
      const asker = await askerOf(username);
      const both = [
        await services.history(asker, cast.ledger, new URLSearchParams()),
        await services.past(asker, cast.ledger, '1'),
      ];
      return both.map((one) => (one.ok ? 'OK' : one.code));
    };
    expect(await asked('leader')).toEqual(['OK', 'OK']);
    expect(await asked('department')).toEqual(['DEPARTMENT_ROWS_ONLY', 'DEPARTMENT_ROWS_ONLY']);
    expect(await asked('stranger')).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  describe('since one looked', () => {
    const since = async (username: Username) =>
      (await ask(username, '/changes-since')).json as {
        seen: number | null;
        head: number;
        cells: { cell: string; name: string; changes: number }[];
      };
    const look = (visitor: Visitor, seq: number): Promise<Reply> => visitor.post(path('/seen'), { seq });

    it('[H7] nothing is marked at first; then what others changed, once a cell, until one has looked again', async () => {
      const leader = await cast.as('leader');
      const first = await since('leader');
      expect(first).toMatchObject({ seen: null, cells: [] });
      expect((await look(leader, first.head)).json).toEqual({ ok: true, seen: first.head });
      await edit('editor', [{ cell: `${TASK}/owner`, value: '甲' }]);
      await edit('editor', [
        { cell: `${TASK}/owner`, value: '乙' },
        { text: `${TASK}/progress`, value: '已完成' },
      ]);
      const { seen, head, cells } = await since('leader');
      expect([seen, head]).toEqual([first.head, first.head + 2]);
      expect(cells.map(({ cell, changes }) => [cell, changes]).sort()).toEqual([
        [`${TASK}/owner`, 2],
        [`${TASK}/progress`, 1],
      ]);
      await look(leader, head);
      expect((await since('leader')).cells).toEqual([]);
    });

    it('[H7] one’s own changes are none, and what makes or moves a row is none', async () => {
      const head = (await since('editor')).head;
      await look(await cast.as('editor'), head);
      await look(await cast.as('office'), head);
      await edit('editor', [
        ...row('task000000000003', 'a2'),
        { cell: 'task000000000003/owner', value: '甲' },
      ]);
      expect((await since('editor')).cells).toEqual([]);
      expect((await since('office')).cells.map(({ cell }) => cell)).toEqual(['task000000000003/owner']);
    });

    it('[H7] never goes back, nor beyond the newest commit, and is each one’s own', async () => {
      const team = await cast.as('team');
      const { head } = await since('team');
      await look(team, head);
      expect((await look(team, 1)).json).toEqual({ ok: true, seen: head });
      expect(codeOf(await look(team, head + 1))).toBe('BAD_REQUEST');
      expect((await since('team')).seen).toBe(head);
      expect((await since('member')).seen).toBeNull();
      expect(codeOf(await look(await cast.as('department'), 1))).toBe('DEPARTMENT_ROWS_ONLY');
    });
  });
});
