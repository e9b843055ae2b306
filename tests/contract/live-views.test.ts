/** The live overview through the whole server: the demo round, its doors and `/live`, people coming, acting and leaving. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { figuresOf, sumFigures, type Figures } from '#domain/projections/figures.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Changed, LiveMessage } from '#protocol/live.ts';
import type { Overview } from '#protocol/overview.ts';
import { openHouse, opId, type House, type Visitor } from './house.ts';

const TIME_LIMIT_MS = 10_000;

let house: House;
let office: Visitor;
let round: string;
const sockets: WebSocket[] = [];

const overviewOf = (visitor: Visitor) => visitor.read<Overview>(`/api/rounds/${round}/overview`);
const issue = (ledger: string, code: string) =>
  office.post(`/api/ledgers/${ledger}/commands`, {
    command: 'issueFeedback',
    opId: opId(),
    problems: [{ code, original: '会议记录不完整' }],
  });

/** A page that watches: every message in order, and the code with which the socket closed. */
async function watch(visitor: Visitor, at: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie: visitor.cookie } });
  sockets.push(socket);
  const heard: LiveMessage[] = [];
  const looks = new Set<() => void>();
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as LiveMessage);
    for (const look of [...looks]) look();
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  socket.send(JSON.stringify({ type: 'SUBSCRIBE', view: `overview:${round}`, at }));
  const until = (what: (message: LiveMessage) => boolean) =>
    new Promise<LiveMessage>((resolve, reject) => {
      const tooLate = setTimeout(
        () => reject(new Error(`Heard only ${JSON.stringify(heard)}`)),
        TIME_LIMIT_MS,
      );
      const look = (): void => {
        const found = heard.find(what);
        if (!found) return;
        clearTimeout(tooLate);
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
    });
  return { heard, closed, until };
}
const hasProblems = (problems: number) => (message: LiveMessage) =>
  message.type === 'CHANGED' && (message.value as Overview).total.problems === problems;

beforeAll(async () => {
  house = await openHouse({ SANDAN_DEMO: '1' });
  office = await house.visitor().enter('office');
  const rounds = await office.read<{ items: { id: string }[] }>('/api/rounds');
  round = rounds.items[0]!.id;
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await house.close();
});

describe('live overview', () => {
  it('[D8] the figures from SQL are those of the ledgers themselves', async () => {
    const overview = await overviewOf(office);
    const { settings } = await office.read<{ settings: { longTermOutOfRate: boolean } }>(
      `/api/rounds/${round}`,
    );
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
    expect(overview.units.length).toBeGreaterThan(1);
    const counted: Figures[] = [];
    for (const unit of overview.units) {
      const lists = await office.read<Lists>(`/api/ledgers/${unit.ledger}`);
      const figures = figuresOf(lists, today, settings);
      expect(unit).toMatchObject({ ...figures });
      counted.push(figures);
    }
    expect(overview.total).toMatchObject(sumFigures(counted));
  });

  it("[L4] [D8] a leader's figures move as the office acts, from the commit they had to the new one", async () => {
    const leader = await house.visitor().enter('leader1');
    const before = await overviewOf(leader);
    const page = await watch(leader, before.at);
    expect((await issue(before.units[0]!.ledger, '新-1')).status).toBe(200);
    const moved = (await page.until(hasProblems(before.total.problems + 1))) as Changed;
    expect(moved.from).toBeGreaterThanOrEqual(before.at);
    expect(moved.to).toBeGreaterThan(moved.from);
    expect(await overviewOf(leader)).toEqual(moved.value);
  });

  it('[L6] who may not watch the round is refused', async () => {
    const page = await watch(await house.visitor().enter('unit1'), 0);
    expect(await page.until((message) => message.type === 'REFUSED')).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('[L7] signing out closes the socket', async () => {
    const team = await house.visitor().enter('team1');
    const page = await watch(team, 0);
    await page.until((message) => message.type === 'CHANGED');
    await team.post('/api/auth/sign-out');
    expect(await page.closed).toBe(4401);
  });

  it('[L6] who is taken out of the leading group hears nothing more', async () => {
    const page = await watch(await house.visitor().enter('leader1'), 0);
    const first = (await page.until((message) => message.type === 'CHANGED')) as Changed;
    const { ledger } = (first.value as Overview).units[0]!;
    const problems = (first.value as Overview).total.problems;
    const admin = await house.visitor().enter('admin');
    const people = await admin.read<{ items: { username: string; memberships: { id: string }[] }[] }>(
      '/api/people',
    );
    const held = people.items.find((person) => person.username === 'leader1')!.memberships;
    for (const { id } of held)
      expect((await admin.delete(`/api/memberships/${id}`)).status).toBeLessThan(300);
    expect(await page.until((message) => message.type === 'REFUSED')).toMatchObject({ code: 'FORBIDDEN' });
    const watching = await watch(office, 0);
    await issue(ledger, '新-2');
    await watching.until(hasProblems(problems + 1));
    expect(page.heard.at(-1)).toMatchObject({ type: 'REFUSED' });
  });
});
