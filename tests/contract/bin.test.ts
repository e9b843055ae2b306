import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Reply, type Visitor } from './house.ts';

const DUTIES = ['duty000000000001', 'duty000000000002'] as const;
const TASKS = ['task000000000001', 'task000000000002'] as const;
const CAUSE = '制度不健全，学习不到位。';

describe('the bin', () => {
  let house: House;
  let cast: Cast;
  let office: Visitor;
  let editor: Visitor;
  let problem: string;
  const command = (visitor: Visitor, body: object): Promise<Reply> =>
    visitor.post(`/api/ledgers/${cast.ledger}/commands`, { opId: opId(), ...body });
  async function done(visitor: Visitor, body: object): Promise<void> {
    const reply = await command(visitor, body);
    if (reply.status !== 200) throw new Error(`Refused: ${reply.text}`);
  }
  /** The three lists as the doors give them. */
  async function lists(): Promise<unknown> {
    const { json } = await office.get(`/api/ledgers/${cast.ledger}`);
    return ['problems', 'duties', 'tasks'].map((list) => at(json, list));
  }
  const bin = async (): Promise<unknown> =>
    at((await editor.get(`/api/ledgers/${cast.ledger}/records`)).json, 'bin');

  beforeAll(async () => {
    house = await openHouse();
    cast = await makeCast(house);
    [office, editor] = [await cast.as('office'), await cast.as('editor')];
    const problems = [{ code: '1', original: '制度执行不严' }];
    await done(office, { command: 'issueFeedback', problems });
    const read = await office.get(`/api/ledgers/${cast.ledger}`);
    problem = String(at(read.json, 'problems', 0, 'id'));
    await done(await cast.as('head'), { command: 'claim', row: problem });
    const row = (id: string, list: string, n: number) => [
      { cell: `${id}/list`, value: list },
      { cell: `${id}/order`, value: `a${n}` },
      { cell: `${id}/problem`, value: problem },
    ];
    const intents = [
      ...DUTIES.flatMap((id, n) => row(id, 'duties', n)),
      ...TASKS.flatMap((id, n) => row(id, 'tasks', n)),
      { text: `${DUTIES[0]}/cause`, value: CAUSE },
      { text: `${TASKS[0]}/measure`, value: '修订采购制度，明确审批权限。' },
      { cell: `${TASKS[0]}/owner`, value: '王示例' },
    ];
    await done(editor, { command: 'editCells', intents });
  });
  afterAll(() => house.close());

  it('[W11] [R4] a deleted problem comes back whole, with its duties and tasks; what was deleted by itself stays there', async () => {
    await done(editor, { command: 'deleteRow', row: TASKS[1] });
    const before = await lists();
    expect(at(before, 2)).toHaveLength(1);
    await done(office, { command: 'deleteRow', row: problem });
    expect(await lists()).toEqual([[], [], []]);
    expect(codeOf(await command(editor, { command: 'restoreRow', row: TASKS[1] }))).toBe('ROW_DELETED');
    await done(office, { command: 'restoreRow', row: problem });
    expect(await lists()).toEqual(before);
    expect(at(before, 1, 0, 'cause')).toBe(CAUSE);
    await done(editor, { command: 'restoreRow', row: TASKS[1] });
    expect(at(await lists(), 2)).toHaveLength(2);
    expect(await bin()).toEqual([]);
  });

  it('[W11] the bin says what lies in it, who put it there and when', async () => {
    await done(office, { command: 'deleteRow', row: problem });
    const [entry] = (await bin()) as readonly unknown[];
    expect(entry).toEqual({
      row: problem,
      list: 'problems',
      title: '1 制度执行不严',
      by: 'office同志',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    await done(office, { command: 'restoreRow', row: problem });
  });
});
