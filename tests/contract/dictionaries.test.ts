import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, type House } from './house.ts';

let house: House;
let cast: Cast;
let path = '';
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  path = `/api/offices/${cast.organisations.office}/dictionaries`;
});
afterAll(() => house.close());

const words = (...entries: readonly object[]) => ({ name: '四个落实', entries });

describe('dictionaries of an office', () => {
  it('[A24] change by whole versions; another version is a conflict, and nothing is lost', async () => {
    const office = await cast.as('office');
    const first = words({ id: 'a', word: '落实方针' }, { id: 'b', word: '落实责任' });
    const made = await office.post(path, { id: 'four', ...first });
    expect([made.status, made.json]).toEqual([201, { version: 1 }]);
    expect(codeOf(await office.post(path, { id: 'four', ...first }))).toBe('NAME_TAKEN');
    const second = { version: 1, ...words({ id: 'b', word: '落实两个责任' }) };
    expect((await office.patch(`${path}/four`, second)).json).toEqual({ version: 2 });
    const late = await office.patch(`${path}/four`, second);
    expect([late.status, codeOf(late)]).toEqual([409, 'CONFLICT']);
    expect(at((await office.get(path)).json, 'dictionaries', 0)).toMatchObject({
      id: 'four',
      version: 2,
      entries: [
        { id: 'b', word: '落实两个责任', retired: false, formerly: ['落实责任'] },
        { id: 'a', word: '落实方针', retired: true, formerly: [] },
      ],
    });
  });

  it('[A5] each change is on record in words', async () => {
    const audit = await (await cast.as('auditor')).get('/api/audit');
    const rows = at(audit.json, 'items') as { act: string; detail: string }[];
    const change = rows.find(({ act }) => act === 'dictionary.change');
    expect(JSON.parse(change?.detail ?? '{}')).toEqual({
      office: cast.organisations.office,
      dictionary: '四个落实',
      version: '2',
      renamed: ['落实责任 → 落实两个责任'],
      wordsRetired: ['落实方针'],
    });
    expect(rows.filter(({ act }) => act === 'dictionary.create')).toHaveLength(1);
  });

  it('[A24] are pushed to whoever has a ledger of the office open, and refused to others', async () => {
    const messages = async (username: 'editor' | 'department') => {
      const { cookie } = await cast.as(username);
      const socket = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie } });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'SUBSCRIBE', view: `dictionaries:${cast.organisations.office}` }));
      return socket;
    };
    const said = async (socket: WebSocket): Promise<unknown> =>
      JSON.parse(String((await once(socket, 'message'))[0]));
    const refused = await messages('department');
    expect(await said(refused)).toMatchObject({ type: 'REFUSED', code: 'FORBIDDEN' });
    refused.close();
    const open = await messages('editor');
    const now = (await said(open)) as { to: number };
    const next = said(open);
    await (
      await cast.as('office')
    ).patch(`${path}/four`, { version: 2, ...words({ id: 'c', word: '新词' }) });
    const moved = (await next) as { to: number; value: unknown };
    expect(moved.to).toBeGreaterThan(now.to);
    expect(at(moved.value, 'dictionaries', 0, 'entries', 0, 'word')).toBe('新词');
    open.close();
  });

  it('[A24] the office’s own alone: not another office, not what does not exist', async () => {
    const office = await cast.as('office');
    const foreign = `/api/offices/${cast.organisations.office2}/dictionaries`;
    expect((await office.get(foreign)).status).toBe(403);
    expect((await office.post(foreign, { id: 'x', ...words() })).status).toBe(403);
    expect((await office.patch(`${path}/none`, { version: 1, ...words() })).status).toBe(404);
  });
});
