/** The board against the real rooms and store: what people may lose, and must not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellKey, textKey } from '#document/keys.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { House, LEDGER_IN_STORE } from './board-house.ts';
import { actorOf, Browser, DUTY, EDITOR, HEAD, PROBLEM, TASK, type TestPage } from './board-page.ts';
import { turn, until } from './until.ts';

let house: House;
let browser: Browser;

beforeEach(async () => {
  house = await House.open();
  browser = new Browser();
});
afterEach(() => house.close());

const open = (actor: LedgerActor = EDITOR, at = browser): TestPage =>
  house.page(actor, at, { now: Date.now });
async function live(actor: LedgerActor = EDITOR, at = browser): Promise<TestPage> {
  const page = open(actor, at);
  await until(() => expect(page.core.line.state).toBe('live'));
  return page;
}
const setOwner = (page: TestPage, value: string) =>
  page.edits.setCells([{ row: TASK, field: 'owner', value }]);
const taskOf = (lists: Lists) => lists.tasks.find(({ id }) => id === TASK);
const ownerOn = (page: TestPage) => taskOf(page.core.lists.lists)?.owner;
const measureOn = (page: TestPage) => taskOf(page.core.lists.lists)?.measure;
const OWNER = cellKey(TASK, 'owner');

describe('two boards on one ledger', () => {
  it('[O15] edit one text at once and end with the same, on both screens and on disk', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    const [a, b] = [mine.edits.openText(TASK, 'measure'), yours.edits.openText(TASK, 'measure')];
    for (const [n, sign] of [...'一、健全内控；'].entries()) a.apply({ index: n, remove: 0, insert: sign });
    for (const sign of '责任到人。') b.apply({ index: b.read().length, remove: 0, insert: sign });
    const expected = '一、健全内控；修订采购制度，明确审批权限，年底前完成。责任到人。';
    await until(() => expect([a.read(), b.read()]).toEqual([expected, expected]));
    await until(() => expect(mine.core.pending + yours.core.pending).toBe(0));
    expect(taskOf(await house.lists())?.measure).toBe(expected);
    a.select(2, 2);
    await until(() => expect(b.carets()).toMatchObject([{ name: EDITOR.name, head: 2 }]));
    a.undo();
    await until(() => expect(b.read()).toBe('修订采购制度，明确审批权限，年底前完成。责任到人。'));
    a.close(false);
    b.close(false);
  });

  it('[O15] begin an empty text at once and lose neither side', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    const [a, b] = [mine.edits.openText(DUTY, 'cause'), yours.edits.openText(DUTY, 'cause')];
    a.apply({ index: 0, remove: 0, insert: '甲' });
    b.apply({ index: 0, remove: 0, insert: '乙' });
    await until(() => expect([...a.read()].sort()).toEqual(['乙', '甲']));
    await until(() => expect(b.read()).toBe(a.read()));
    a.close(false);
    b.close(false);
  });

  it('[O13] undo takes back own steps only', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    await until(() => expect(mine.core.peers).toHaveLength(1));
    setOwner(mine, '我写的');
    await until(() => expect(ownerOn(yours)).toBe('我写的'));
    yours.edits.setCells([{ row: TASK, field: 'completion', value: '基本完成' }]);
    await turn();
    setOwner(yours, '他改的');
    await until(() => expect(ownerOn(mine)).toBe('他改的'));
    expect(mine.edits.undo()).toMatchObject({
      ok: false,
      code: 'CONTENT_CHANGED',
      params: { by: HEAD.name },
    });
    expect(yours.edits.undo()).toEqual({ ok: true });
    await until(() => expect(ownerOn(mine)).toBe('我写的'));
    expect(taskOf(mine.core.lists.lists)?.completion).toBe('基本完成');
  });

  it('[O2] saved is on disk: what was acknowledged is there after a restart, and the page goes on with its client id', async () => {
    const page = await live();
    const clientId = page.core.line.session?.doc.clientID;
    setOwner(page, '王示例');
    await until(() => expect(page.core.marks.mark(OWNER)).toBe('saved'));
    await house.restart();
    await until(() => expect(page.core.line.state).toBe('live'));
    expect(page.core.line.session?.doc.clientID).toBe(clientId);
    setOwner(page, '李示例');
    await until(() => expect(page.core.pending).toBe(0));
    expect(taskOf(await house.lists())?.owner).toBe('李示例');
  });
});

describe('a connection that is cut', () => {
  it('[O3] comes back with its edits, in order and once', async () => {
    const page = await live();
    house.unplugged = true;
    house.cut();
    await until(() => expect(page.core.line.state).toBe('offline'));
    setOwner(page, '一');
    page.edits.addRow('tasks', PROBLEM, TASK);
    const text = page.edits.openText(DUTY, 'cause');
    for (const [n, sign] of [...'制度不健全'].entries()) text.apply({ index: n, remove: 0, insert: sign });
    text.close(false);
    setOwner(page, '二');
    const ops = page.core.outbox.ops().map(({ opId }) => opId);
    expect(ops).toHaveLength(4);
    house.unplugged = false;
    page.wake();
    await until(() => expect(page.core.pending).toBe(0));
    expect(await house.operations()).toEqual(ops);
    const lists = await house.lists();
    expect([taskOf(lists)?.owner, lists.tasks.length, lists.duties[0]?.cause]).toEqual([
      '二',
      2,
      '制度不健全',
    ]);
  });

  it('[O3] before the answer arrived: the edit is there once', async () => {
    const page = await live();
    house.deafen = true;
    page.edits.setText(TASK, 'measure', '（补）修订采购制度，明确审批权限，年底前完成。');
    await until(async () => expect(await house.operations()).toHaveLength(1));
    expect(page.core.pending).toBe(1);
    house.deafen = false;
    house.cut();
    await until(() => expect(page.core.pending).toBe(0));
    expect(await house.operations()).toHaveLength(1);
    expect(taskOf(await house.lists())?.measure).toBe('（补）修订采购制度，明确审批权限，年底前完成。');
  });

  it('[O5] a long backlog arrives whole, without passing the server’s limit of frames', async () => {
    const page = await live();
    house.unplugged = true;
    house.cut();
    for (let n = 0; n < 180; n += 1) setOwner(page, `第${n}次`);
    house.unplugged = false;
    page.wake();
    await until(() => expect(page.core.line.state).toBe('live'));
    await until(() => expect(page.core.pending).toBe(0));
    expect(await house.operations()).toHaveLength(180);
  });
});

describe('a reload in the middle of unacknowledged edits', () => {
  it('[O10] before they were read by the server', async () => {
    const page = await live();
    house.swallow = true;
    setOwner(page, '王示例');
    page.edits.setText(TASK, 'measure', '修订采购制度，明确两级审批权限，年底前完成。');
    const made = page.edits.addRow('tasks', PROBLEM);
    const text = page.edits.openText(DUTY, 'goal');
    text.apply({ index: 0, remove: 0, insert: '制度健' });
    const ops = page.core.outbox.ops().map(({ opId }) => opId);
    page.unload();
    house.swallow = false;
    const next = await live();
    await until(() => expect(next.core.pending).toBe(0));
    expect(next.core.tray.items).toEqual([]);
    expect(await house.operations()).toEqual(ops);
    const lists = await house.lists();
    expect(taskOf(lists)).toMatchObject({
      owner: '王示例',
      measure: '修订采购制度，明确两级审批权限，年底前完成。',
    });
    expect(lists.tasks.map(({ id }) => id)).toContain(made.ok && made.row);
    expect(lists.duties[0]?.goal).toBe('制度健');
  });

  it('[O10] after they were committed, before the answer arrived: none is done twice', async () => {
    const page = await live();
    house.deafen = true;
    page.edits.setText(TASK, 'measure', '（补）修订采购制度，明确审批权限，年底前完成。');
    setOwner(page, '王示例');
    await until(async () => expect(await house.operations()).toHaveLength(2));
    page.unload();
    house.deafen = false;
    const next = await live();
    await until(() => expect(next.core.pending).toBe(0));
    expect(measureOn(next)).toBe('（补）修订采购制度，明确审批权限，年底前完成。');
    expect(ownerOn(next)).toBe('王示例');
    expect(await house.operations()).toHaveLength(2);
    expect(next.core.tray.items).toEqual([]);
  });

  it('[O10] what others changed meanwhile is for the person to decide', async () => {
    const page = await live();
    const other = await live(HEAD, new Browser());
    house.swallow = true;
    setOwner(page, '王示例');
    page.unload();
    house.swallow = false;
    setOwner(other, '李示例');
    await until(() => expect(other.core.pending).toBe(0));
    const next = await live();
    await until(() =>
      expect(next.core.tray.items).toMatchObject([
        { cell: OWNER, text: '王示例', reason: { code: 'CONTENT_CHANGED' } },
      ]),
    );
    expect(ownerOn(next)).toBe('李示例');
  });
});

describe('refusals', () => {
  it('[O8] a problem that was submitted while the page was offline: the frozen cells go to the tray, the rest is kept', async () => {
    const page = await live({
      ...EDITOR,
      roles: ['unit_editor', 'team'],
      organisations: [...EDITOR.organisations, ...EDITOR.organisations],
    });
    house.unplugged = true;
    house.cut();
    setOwner(page, '冻结前没保存');
    page.edits.setCells([{ row: PROBLEM, field: 'nature', value: '共性' }]);
    page.edits.setText(DUTY, 'goal', '也没保存');
    await house.govern([{ key: cellKey(PROBLEM, 'status'), value: 'first_review' }]);
    house.unplugged = false;
    page.wake();
    await until(() => expect(page.core.pending).toBe(0));
    const lists = await house.lists();
    expect(lists.problems[0]?.nature).toBe('共性');
    expect(taskOf(lists)?.owner).toBe(null);
    expect(page.core.tray.items.map(({ cell, text, reason }) => [cell, text, reason.code])).toEqual([
      [OWNER, '冻结前没保存', 'UNDER_REVIEW'],
      [textKey(DUTY, 'goal'), '也没保存', 'UNDER_REVIEW'],
    ]);
    expect(ownerOn(page)).toBe(null);
    expect(page.core.line.state).toBe('live');
  });

  it('[O7] a member removed from the unit is out at once, and one with fewer rights is told', async () => {
    const page = await live();
    house.actors.set(EDITOR.person, actorOf(EDITOR.person, EDITOR.name, 'leader'));
    await house.rooms.rightsChanged({ person: EDITOR.person });
    await until(() => expect(page.core.actor?.roles).toEqual(['leader']));
    expect(setOwner(page, '不行了')).toMatchObject({ code: 'ROLE_MAY_NOT_WRITE' });
    house.actors.delete(EDITOR.person);
    await house.rooms.rightsChanged({ person: EDITOR.person });
    await until(() => expect(page.core.ended).toMatchObject({ code: 'FORBIDDEN' }));
    expect(page.core.lists.lists.tasks).toEqual([]);
  });

  it('[O7] a session that ended', async () => {
    const page = await live();
    house.rooms.sessionEnded(`session of ${EDITOR.person}`);
    await until(() => expect(page.core.ended).toMatchObject({ code: 'SESSION_ENDED' }));
  });
});

describe('epochs', () => {
  it('[O12] a document built anew: everybody rejoins and open edits arrive', async () => {
    const [page, other] = [await live(), await live(HEAD, new Browser())];
    setOwner(page, '王示例');
    await until(() => expect(ownerOn(other)).toBe('王示例'));
    const text = page.edits.openText(TASK, 'measure');
    house.swallow = true;
    text.apply({ index: 0, remove: 0, insert: '一、' });
    house.swallow = false;
    expect(await house.rooms.switchEpoch(LEDGER_IN_STORE)).toMatchObject({ ok: true });
    await until(() => expect(page.core.line.session?.epoch).toBe(2));
    await until(() => expect(page.core.pending).toBe(0));
    text.apply({ index: 2, remove: 0, insert: '立即' });
    await until(() => expect(measureOn(other)).toBe('一、立即修订采购制度，明确审批权限，年底前完成。'));
    expect(ownerOn(other)).toBe('王示例');
    expect(page.core.tray.items).toEqual([]);
    text.close(false);
  });
});

describe('presence', () => {
  it('[O19] carries the identity of the session, and ends with the page', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    mine.core.setPresence({ list: 'tasks', row: TASK, field: 'owner', writing: false });
    await until(() =>
      expect(yours.core.peers).toMatchObject([
        { person: EDITOR.person, organisation: expect.any(String), at: { row: TASK } },
      ]),
    );
    mine.unload();
    await until(() => expect(yours.core.peers).toEqual([]));
  });
});
