/** A department through the whole server: its rows by door and socket, its commands, and everything that stays shut. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEPARTMENT_READS } from '#domain/department-fields.ts';
import { formatNamed } from '#domain/lists/named.ts';
import type { ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { DepartmentRows, DepartmentTask } from '#protocol/department.ts';
import type { Changed, LiveMessage } from '#protocol/live.ts';
import { CLOSE } from '#protocol/sync.ts';
import { DOORS } from '#server/transport/http/doors.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Reply, type Visitor } from './house.ts';
import { KNOCKS, methodOf, pathOf } from './knocks.ts';

const TIME_LIMIT_MS = 15_000;
/** Words that stand in every text of the ledger that is not the department's to read. */
const HIDDEN = '部门不看的字';

let house: House;
let cast: Cast;
let department: Visitor;
let office: Visitor;
let editor: Visitor;
let head: Visitor;
let finance: string;
/** problem 1 with two tasks, problem 2 with one */
let problems: string[];
const [T1, T2, T3, D1] = [
  'task000000000001',
  'task000000000002',
  'task000000000003',
  'duty000000000001',
] as const;
const sockets: WebSocket[] = [];

const give = (visitor: Visitor, command: string, input: object, id = opId()): Promise<Reply> =>
  visitor.post(`/api/ledgers/${cast.ledger}/commands`, { command, opId: id, ...input });
async function done(visitor: Visitor, command: string, input: object): Promise<Reply> {
  const reply = await give(visitor, command, input);
  expect([command, reply.status, reply.text]).toEqual([command, 200, expect.any(String)]);
  return reply;
}
const edit = async (visitor: Visitor, intents: readonly object[]): Promise<void> => {
  const reply = await done(visitor, 'editCells', { intents });
  expect(at(reply.json, 'value', 'refused')).toEqual([]);
};
const assign = (row: string, organisation: string | null): Promise<Reply> =>
  done(office, 'assignTask', { row, organisation });
const task = (id: string, problem: string, order: string, measure: string): object[] => [
  { cell: `${id}/list`, value: 'tasks' },
  { cell: `${id}/problem`, value: problem },
  { cell: `${id}/order`, value: order },
  { text: `${id}/measure`, value: measure },
];
async function rows(visitor = department): Promise<DepartmentRows> {
  const reply = await visitor.get('/api/department/rows');
  expect(reply.status).toBe(200);
  return at(reply.json, 'items', 0) as DepartmentRows;
}
const ids = (view: DepartmentRows): string[] => view.tasks.map(({ id }) => id);

/** A page that watches a department: every message in order. */
async function watch(visitor: Visitor, organisation = finance) {
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/live`, { headers: { cookie: visitor.cookie } });
  sockets.push(socket);
  const heard: LiveMessage[] = [];
  socket.on('message', (data) => void heard.push(JSON.parse(String(data)) as LiveMessage));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  socket.send(JSON.stringify({ type: 'SUBSCRIBE', view: `department:${organisation}` }));
  const until = (what: (message: LiveMessage) => boolean): Promise<LiveMessage> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = heard.find(what);
        if (!found) return;
        clearTimeout(late);
        socket.off('message', look);
        resolve(found);
      };
      const late = setTimeout(
        () => reject(new Error(`Heard only ${JSON.stringify(heard).slice(0, 2_000)}`)),
        TIME_LIMIT_MS,
      );
      socket.on('message', look);
      look();
    });
  return {
    heard,
    until,
    shows: (what: (tasks: readonly DepartmentTask[]) => boolean) =>
      until((message) => message.type === 'CHANGED' && what((message.value as DepartmentRows).tasks)),
  };
}

beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  [department, office, editor, head] = await Promise.all([
    cast.as('department'),
    cast.as('office'),
    cast.as('editor'),
    cast.as('head'),
  ]);
  finance = cast.organisations.department;
  const issued = [1, 2].map((n) => ({ code: `1-${n}`, original: `第${n}个问题`, category: '财政' }));
  await done(office, 'issueFeedback', { problems: issued });
  const ledger = await office.get(`/api/ledgers/${cast.ledger}`);
  problems = (at(ledger.json, 'problems') as { id: string }[]).map(({ id }) => id);
  const [first, second] = problems as [string, string];
  await edit(office, [{ text: `${first}/symptom`, value: '经费拨付不及时' }]);
  await done(head, 'claim', { row: first });
  await done(head, 'claim', { row: second });
  await edit(editor, [
    ...task(T1, first, 'a0', '核拨经费'),
    ...task(T2, first, 'a1', `${HIDDEN}的措施`),
    ...task(T3, second, 'a0', `${HIDDEN}的另一措施`),
    { cell: `${T1}/owner`, value: formatNamed(cast.people.editor, '经办人') },
    { cell: `${D1}/list`, value: 'duties' },
    { cell: `${D1}/problem`, value: first },
    { cell: `${D1}/order`, value: 'a0' },
    { text: `${D1}/cause`, value: `${HIDDEN}的原因` },
  ]);
  await done(editor, 'recordEvidence', { row: T2, title: `${HIDDEN}的佐证` });
  await done(editor, 'recordEvidence', { row: first, title: `${HIDDEN}的问题佐证` });
}, 60_000);
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await house.close();
});

describe("a department's rows", () => {
  it('[W14] nothing is there until the office assigns; then exactly that row', async () => {
    expect(ids(await rows())).toEqual([]);
    const page = await watch(department);
    await page.shows((tasks) => tasks.length === 0);
    await assign(T1, finance);
    const pushed = (await page.shows((tasks) => tasks.length === 1)) as Changed;
    expect(ids(pushed.value as DepartmentRows)).toEqual([T1]);
    expect(
      (await give(office, 'assignTask', { row: T1, organisation: cast.organisations.unit2 })).status,
    ).toBe(422);
    expect(codeOf(await give(editor, 'assignTask', { row: T2, organisation: finance }))).toBe('FORBIDDEN');
    await page.shows((tasks) => tasks[0]?.measure === '核拨经费' && tasks[0].problem.symptom !== '');
  });

  it('[P12] what it reads has exactly the fields of the rule, and no word of other rows', async () => {
    const view = await rows();
    expect(view).toMatchObject({ id: finance, name: '某县财政局', more: 0 });
    const [own] = view.tasks;
    expect(own).toMatchObject({
      id: T1,
      code: '1-1-1',
      unitName: '某局',
      roundName: '第六轮巡察',
      owner: '经办人',
      problem: {
        code: '1-1',
        original: '第1个问题',
        category: '财政',
        symptom: '经费拨付不及时',
        phase: 'working',
      },
    });
    const beside = ['id', 'ledger', 'unitName', 'roundName', 'progressSeq', 'problem', 'evidence'];
    expect(Object.keys(own!).sort()).toEqual([...DEPARTMENT_READS.tasks, ...beside].sort());
    expect(Object.keys(own!.problem).sort()).toEqual([...DEPARTMENT_READS.problems, 'id', 'phase'].sort());
    const whole = JSON.stringify(view);
    for (const secret of [HIDDEN, T2, T3, D1, problems[1]!, ...Object.values(cast.people)])
      expect(whole, secret).not.toContain(secret);
  });

  it("[P12] is nobody else's: other departments, the office and the unit are refused", async () => {
    for (const username of ['office', 'editor', 'team', 'leader', 'people'] as const) {
      const other = await cast.as(username);
      expect(codeOf(await other.get('/api/department/rows'))).toBe('FORBIDDEN');
      const page = await watch(other);
      expect(await page.until(() => true)).toMatchObject({ type: 'REFUSED', code: 'FORBIDDEN' });
    }
    const foreign = cast.organisations.discipline;
    expect(codeOf(await department.get(`/api/department/rows?organisation=${foreign}`))).toBe('FORBIDDEN');
    const page = await watch(department, foreign);
    expect(await page.until(() => true)).toMatchObject({ type: 'REFUSED', code: 'FORBIDDEN' });
    expect(
      at((await department.get(`/api/department/rows?organisation=${finance}`)).json, 'items', 0, 'id'),
    ).toBe(finance);
  });

  it('[L9] what the unit types in them arrives, texts too, at most four times a second', async () => {
    const page = await watch(department);
    await page.shows((tasks) => tasks.length === 1);
    await edit(editor, [{ cell: `${T1}/completion`, value: '基本完成' }]);
    await page.shows(([own]) => own?.completion === '基本完成');
    await edit(editor, [{ text: `${T1}/progress`, value: '已拨付一半。' }]);
    await page.shows(([own]) => own?.progress === '已拨付一半。');
    const before = page.heard.length;
    const began = performance.now();
    for (let n = 0; n < 20; n += 1) await edit(editor, [{ cell: `${T1}/dueText`, value: `第${n}次` }]);
    await page.shows(([own]) => own?.dueText === '第19次');
    const windows = Math.ceil((performance.now() - began) / 250) + 1;
    expect(page.heard.length - before).toBeLessThanOrEqual(windows);
  });

  it('[L4] a commit that changes nothing of it is not pushed', async () => {
    const page = await watch(department);
    const first = (await page.shows((tasks) => tasks.length === 1)) as Changed;
    await edit(editor, [{ cell: `${T2}/completion`, value: '已完成' }]);
    await edit(editor, [{ cell: `${T1}/completion`, value: '已完成' }]);
    const next = (await page.shows(([own]) => own?.completion === '已完成')) as Changed;
    expect([next.from, page.heard.length]).toEqual([first.to, 2]);
  });
});

describe("a department's commands", () => {
  const ledgerTask = async (id: string): Promise<TaskRow> => {
    const reply = await editor.get(`/api/ledgers/${cast.ledger}`);
    return (at(reply.json, 'tasks') as TaskRow[]).find((row) => row.id === id)!;
  };

  it('[W15] progress is written once, by the smallest splice, and read by the unit', async () => {
    const id = opId();
    const input = { row: T1, progress: '已拨付一半，余款月底拨付。', base: '已拨付一半。' };
    const first = await give(department, 'reportProgress', input, id);
    expect([first.status, at(first.json, 'ok')]).toEqual([200, true]);
    const again = await give(department, 'reportProgress', input, id);
    expect(at(again.json, 'seq')).toBe(at(first.json, 'seq'));
    expect((await ledgerTask(T1)).progress).toBe(input.progress);
    const { db } = house.app.store;
    const change = await db
      .selectFrom('change')
      .select('new_value')
      .where('ledger', '=', cast.ledger)
      .where('seq', '=', Number(at(first.json, 'seq')))
      .execute();
    expect(change).toEqual([{ new_value: JSON.stringify([[5, '', '，余款月底拨付']]) }]);
    expect(codeOf(await give(department, 'reportProgress', { ...input, progress: '别的' }))).toBe(
      'CONTENT_CHANGED',
    );
    const page = await watch(department);
    const shown = (await page.shows(([own]) => own?.progress === input.progress)) as Changed;
    expect((shown.value as DepartmentRows).tasks[0]?.progressSeq).toBeGreaterThanOrEqual(
      Number(at(first.json, 'seq')),
    );
  });

  it('[W6] evidence counts on the row and is listed for both', async () => {
    await done(department, 'recordEvidence', { row: T1, title: '拨款凭证', number: '财拨〔2025〕9号' });
    expect((await ledgerTask(T1)).evidenceCount).toBe(1);
    const own = (await rows()).tasks[0]!;
    expect(own.evidence).toMatchObject([
      { title: '拨款凭证', number: '财拨〔2025〕9号', by: 'department同志' },
    ]);
    const records = await editor.get(`/api/ledgers/${cast.ledger}/records?row=${T1}`);
    expect(at(records.json, 'evidence', 0, 'title')).toBe('拨款凭证');
  });

  it('[P12] of other rows and by other commands it is told the same, whether they exist or not', async () => {
    const [first] = problems;
    const refused = [
      give(department, 'reportProgress', { row: T2, progress: '进展' }),
      give(department, 'reportProgress', { row: 'A'.repeat(16), progress: '进展' }),
      give(department, 'recordEvidence', { row: T3, title: '凭证' }),
      give(department, 'recordEvidence', { row: first, title: '凭证' }),
      give(department, 'recordEvidence', { row: D1, title: '凭证' }),
      give(department, 'claim', { row: first }),
      give(department, 'assignTask', { row: T2, organisation: finance }),
      give(department, 'deleteRow', { row: T1 }),
      give(department, 'passReview', { row: first }),
      give(department, 'editCells', { intents: [{ text: `${T1}/measure`, value: '改' }] }),
      give(department, 'nothing', {}),
    ];
    for (const reply of await Promise.all(refused))
      expect([reply.status, codeOf(reply)]).toEqual([403, 'DEPARTMENT_ROWS_ONLY']);
    expect(codeOf(await give(department, 'reportProgress', { row: T1, progress: '秘密★1年' }))).toBe(
      'CLASSIFIED_TEXT',
    );
    const elsewhere = await department.post(`/api/ledgers/${cast.otherLedger}/commands`, {
      command: 'reportProgress',
      opId: opId(),
      row: T1,
      progress: '进展',
    });
    expect(codeOf(elsewhere)).toBe('DEPARTMENT_ROWS_ONLY');
  });

  it('[P12] every other door and the socket of a ledger in which it reports stay shut', async () => {
    const snapshot = await office.post(`/api/ledgers/${cast.ledger}/snapshots`, { title: '存档' });
    const doors = DOORS.filter(({ pattern }) => pattern.includes('{ledger}')).map(
      ({ method, pattern }) => `${method} ${pattern}`,
    );
    expect(doors.length).toBeGreaterThan(8);
    for (const door of doors.filter((each) => !each.endsWith('/commands'))) {
      const knock = KNOCKS.find((each) => each.door === door);
      const reply = await department.send(methodOf(door), pathOf(door, cast), knock?.sent(cast) ?? {});
      expect([door, reply.status, codeOf(reply)]).toEqual([door, 403, 'DEPARTMENT_ROWS_ONLY']);
    }
    for (const format of ['xlsx', 'json']) {
      const path = `/api/snapshots/${String(at(snapshot.json, 'id'))}/export.${format}`;
      expect(codeOf(await department.get(path))).toBe('DEPARTMENT_ROWS_ONLY');
    }
    for (const path of ['', '/overview', '/export.xlsx', '/export.json', '/snapshots'])
      expect(codeOf(await department.get(`/api/rounds/${cast.round}${path}`))).toBe('FORBIDDEN');
    expect(at((await department.get('/api/ledgers')).json, 'items')).toEqual([]);
    expect(at((await department.get('/api/rounds')).json, 'items')).toEqual([]);
    const page = await watch(department, finance);
    await page.until(() => true);
    const socket = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${cast.ledger}`, {
      headers: { cookie: department.cookie },
    });
    sockets.push(socket);
    const closed = await new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve([code, String(reason)])),
    );
    expect(closed).toEqual([CLOSE.forbidden, 'DEPARTMENT_ROWS_ONLY']);
    const { services } = house.app;
    const asker = (await services.asker(new Headers({ cookie: department.cookie })))!;
    for (const read of [services.ledger, services.ledgerRows, services.feedback])
      expect(await read(asker, cast.ledger)).toMatchObject({ code: 'DEPARTMENT_ROWS_ONLY' });
    expect(await services.records(asker, cast.ledger, T1)).toMatchObject({ code: 'DEPARTMENT_ROWS_ONLY' });
    expect(await services.snapshots(asker, { ledger: cast.ledger })).toMatchObject({
      code: 'DEPARTMENT_ROWS_ONLY',
    });
  });

  it('[P12] frozen with the unit: under review nothing is written, and the reason is said', async () => {
    const [first] = problems;
    await edit(editor, [{ text: `${T1}/extension`, value: '已推广' }]);
    await done(head, 'applyForClosure', { row: first });
    const page = await watch(department);
    await page.shows(([own]) => own?.problem.phase === 'review');
    expect(codeOf(await give(department, 'reportProgress', { row: T1, progress: '再写' }))).toBe(
      'UNDER_REVIEW',
    );
    expect(codeOf(await give(department, 'recordEvidence', { row: T1, title: '再记' }))).toBe('UNDER_REVIEW');
    await done(await cast.as('resident'), 'returnReview', { row: first, opinion: '补充凭证' });
    await page.shows(([own]) => own?.problem.phase === 'working');
    const heard = JSON.stringify(page.heard);
    for (const secret of ['补充凭证', 'first_review', 'applied', cast.people.head])
      expect(heard).not.toContain(secret);
  });
});

describe('the end of it', () => {
  it('[L9] a row in the bin leaves at once and comes back with its assignment', async () => {
    const page = await watch(department);
    await page.shows((tasks) => tasks.length === 1);
    const [first] = problems;
    for (const [visitor, row] of [
      [editor, T1],
      [office, first],
    ] as const) {
      const from = page.heard.length;
      await done(visitor, 'deleteRow', { row });
      await page.until((message) => page.heard.indexOf(message) >= from);
      expect(ids((page.heard.at(-1) as Changed).value as DepartmentRows)).toEqual([]);
      expect(codeOf(await give(department, 'reportProgress', { row: T1, progress: '进展' }))).toBe(
        'DEPARTMENT_ROWS_ONLY',
      );
      const gone = page.heard.length;
      await done(visitor, 'restoreRow', { row });
      await page.until((message) => page.heard.indexOf(message) >= gone);
      expect(ids((page.heard.at(-1) as Changed).value as DepartmentRows)).toEqual([T1]);
    }
  });

  it('[W14] losing the assignment takes the row and the right away', async () => {
    const page = await watch(department);
    await page.shows((tasks) => tasks.length === 1);
    await assign(T1, null);
    await page.shows((tasks) => tasks.length === 0);
    expect(ids(await rows())).toEqual([]);
    expect(codeOf(await give(department, 'reportProgress', { row: T1, progress: '进展' }))).toBe(
      'DEPARTMENT_ROWS_ONLY',
    );
    const problem = (
      at((await editor.get(`/api/ledgers/${cast.ledger}`)).json, 'problems') as ProblemRow[]
    ).find(({ id }) => id === problems[0]);
    expect(problem?.original).toBe('第1个问题');
  });

  it('[L6] losing the membership ends the view at once and shuts the door', async () => {
    await assign(T1, finance);
    const page = await watch(department);
    await page.shows((tasks) => tasks.length === 1);
    const rights = await cast.as('rights');
    expect((await rights.delete(`/api/memberships/${cast.memberships.department}`)).status).toBe(200);
    expect(await page.until((message) => message.type === 'REFUSED')).toMatchObject({ code: 'FORBIDDEN' });
    const heard = page.heard.length;
    await edit(editor, [{ cell: `${T1}/dueText`, value: '之后' }]);
    expect(codeOf(await department.get('/api/department/rows'))).toBe('FORBIDDEN');
    expect(codeOf(await give(department, 'reportProgress', { row: T1, progress: '进展' }))).toBe('FORBIDDEN');
    expect(page.heard.length).toBe(heard);
  });
});
