/** The board against a room in memory that can misbehave: joining, saving, rights, refusals, presence. */
import { describe, expect, it } from 'vitest';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOf, readText } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { refuse, type Refusal } from '#domain/refusals.ts';
import { Browser, DUTY, EDITOR, HEAD, OFFICE, PROBLEM, TASK } from './board-page.ts';
import { AT, type MemoryRoom } from './board-room.ts';
import { OWNER, owner, setOwner, setTable, until } from './board-table.ts';

let room: MemoryRoom;
let browser: Browser;
const { live } = setTable((freshRoom, freshBrowser) => {
  room = freshRoom;
  browser = freshBrowser;
});

describe('joining and saving', () => {
  it('[O1] takes the client id of WELCOME before anything is written, and keeps page and id over a lost connection', async () => {
    const page = await live();
    const { clientId } = [...room.pages.values()][0]!;
    expect(page.core.line.session?.doc.clientID).toBe(clientId);
    room.cut();
    await until(() => expect(room.hellos.length).toBe(2));
    expect(room.hellos[1]).toMatchObject({ pageId: page.core.line.session?.pageId, epoch: 1 });
    await until(() => expect(page.core.line.state).toBe('live'));
    expect(page.core.line.session?.doc.clientID).toBe(clientId);
  });

  it('[O2] a cell waits until the acknowledgement and is saved only then', async () => {
    const page = await live();
    room.mute = true;
    expect(setOwner(page, '王示例')).toEqual({ ok: true });
    expect(owner(page)).toBe('王示例');
    expect(page.core.marks.mark(OWNER)).toBe('waiting');
    expect(page.core.pending).toBe(1);
    await until(() => expect(room.committed.size).toBe(1));
    expect(page.core.marks.mark(OWNER)).toBe('waiting');
    room.speak();
    await until(() => expect(page.core.marks.mark(OWNER)).toBe('saved'));
    expect(page.core.pending).toBe(0);
    expect(page.core.savedAt).toBe(AT);
  });

  it('[O3] edits made while the connection is cut arrive when it is back, once and in order', async () => {
    const page = await live();
    const other = await live(HEAD, new Browser());
    room.closing = 4503;
    room.cut();
    await until(() => expect(page.core.line.state).toBe('offline'));
    setOwner(page, '一');
    setOwner(page, '二');
    page.edits.setText(DUTY, 'cause', '制度不健全');
    expect(page.core.pending).toBe(3);
    room.closing = undefined;
    page.wake();
    other.wake();
    await until(() => expect(page.core.pending).toBe(0));
    expect(cellsOf(room.doc).get(OWNER)).toBe('二');
    await until(() => expect(owner(other)).toBe('二'));
    expect(other.core.lists.lists.duties[0]?.cause).toBe('制度不健全');
    expect(room.seq).toBe(3);
  });

  it('[O3] an answer lost on the way: the same operation is sent again with the same bytes and counted once', async () => {
    const page = await live();
    room.mute = true;
    setOwner(page, '王示例');
    await until(() => expect(room.committed.size).toBe(1));
    room.cut();
    room.mute = false;
    await until(() => expect(page.core.pending).toBe(0));
    expect(room.seq).toBe(1);
  });

  it('[O4] a value that lost against a later one is said to its author', async () => {
    const page = await live();
    room.superseded = [{ cell: OWNER, by: '书记乙' }];
    setOwner(page, '王示例');
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    expect(page.core.tray.items[0]).toMatchObject({
      cell: OWNER,
      text: '王示例',
      reason: { code: 'CONTENT_CHANGED', params: { by: '书记乙' } },
    });
  });

  it('[O5] no more than 64 edits are on their way without an answer', async () => {
    const page = await live();
    room.mute = true;
    for (let n = 0; n < 100; n += 1) setOwner(page, `第${n}次`);
    await until(() => expect(room.committed.size).toBe(64));
    room.speak();
    await until(() => expect(page.core.pending).toBe(0));
    expect(room.committed.size).toBe(100);
  });
});

describe('what the page may not write', () => {
  it('[O6] asks the same table as the server before it writes', async () => {
    const page = await live(OFFICE);
    expect(setOwner(page, '不该写')).toMatchObject({ ok: false, code: 'ROLE_MAY_NOT_WRITE' });
    expect(page.edits.setText(TASK, 'measure', '不该写')).toMatchObject({
      ok: false,
      code: 'ROLE_MAY_NOT_WRITE',
    });
    expect(page.edits.addRow('tasks', PROBLEM)).toMatchObject({ ok: false });
    expect(page.core.pending).toBe(0);
  });

  it('[O6] takes all cells of one action or none', async () => {
    const page = await live();
    const verdict = page.edits.setCells([
      { row: TASK, field: 'owner', value: '王示例' },
      { row: TASK, field: 'due', value: '2026-02-30' },
    ]);
    expect(verdict).toMatchObject({ ok: false, code: 'BAD_DATE' });
    expect(owner(page)).toBe(null);
  });

  it('[O6] while the ledger takes no writes nothing is written, and what waits is sent afterwards', async () => {
    const page = await live();
    const text = page.edits.openText(DUTY, 'cause');
    text.apply({ index: 0, remove: 0, insert: '制' });
    room.broadcast({ type: 'notice', body: { code: 'STORE_READ_ONLY', params: {} } });
    await until(() => expect(page.core.readOnly).toBe('STORE_READ_ONLY'));
    expect(setOwner(page, '王示例')).toMatchObject({ ok: false, code: 'STORE_READ_ONLY' });
    expect([page.core.pending, room.seq]).toEqual([1, 0]);
    room.broadcast({ type: 'notice', body: { code: null, params: {} } });
    await until(() => expect(page.core.pending).toBe(0));
    expect(readText(room.doc, DUTY, 'cause')).toBe('制');
    expect(setOwner(page, '王示例')).toEqual({ ok: true });
  });

  it('[O7] rights that change while connected count at once', async () => {
    const page = await live();
    room.broadcast({ type: 'rights', body: { actor: { ...EDITOR, roles: ['leader'] }, planPassed: false } });
    await until(() => expect(page.core.actor?.roles).toEqual(['leader']));
    expect(setOwner(page, '王示例')).toMatchObject({ code: 'ROLE_MAY_NOT_WRITE' });
  });

  it('[O7] a member who was removed is out at once, keeps what was not saved, and sees no row any more', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '没来得及');
    room.cut(4403);
    await until(() => expect(page.core.ended).toMatchObject({ code: 'FORBIDDEN' }));
    expect(page.core.line.state).toBe('ended');
    expect(page.core.lists.lists.tasks).toEqual([]);
    expect(page.core.tray.items[0]).toMatchObject({ cell: OWNER, text: '没来得及' });
    expect(setOwner(page, '再试')).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('[O7] a session that ended keeps its intents for the next page', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '没来得及');
    room.cut(4401);
    await until(() => expect(page.core.ended).toMatchObject({ code: 'SESSION_ENDED' }));
    room.deaf = false;
    await live();
    await until(() => expect(cellsOf(room.doc).get(OWNER)).toBe('没来得及'));
  });

  it('[O7] where somebody else has signed in meanwhile nothing is sent in their name, and it waits for its own person', async () => {
    let open = room.opener(EDITOR);
    const page = await live(EDITOR, browser, { open: () => open() });
    room.deaf = true;
    setOwner(page, '没来得及');
    open = room.opener(HEAD);
    room.cut();
    await until(() => expect(page.core.ended).toMatchObject({ code: 'SESSION_ENDED' }));
    room.deaf = false;
    const other = await live(HEAD, browser);
    expect(owner(other)).not.toBe('没来得及');
    expect(room.committed.size).toBe(0);
    const again = await live(EDITOR, browser);
    await until(() => expect(owner(again)).toBe('没来得及'));
  });

  it('[O7] a session that ended while the page was cut off is noticed', async () => {
    const page = await live(EDITOR, browser, { whyNot: () => Promise.resolve(refuse('SESSION_ENDED')) });
    room.closing = 1006;
    room.cut();
    await until(() => expect(page.core.ended).toMatchObject({ code: 'SESSION_ENDED' }));
  });

  it('[D13] a ledger that is shut is not taken for a lost network: the page says so, keeps what it has, and opens again', async () => {
    let why: Refusal | null = refuse('LEDGER_DAMAGED');
    const page = await live(EDITOR, browser, { whyNot: () => Promise.resolve(why) });
    room.closing = 4503;
    room.cut();
    await until(() => expect(page.core.line.shut).toBe(true));
    expect(page.core.ended).toBeNull();
    expect(page.core.lists.lists.tasks).not.toEqual([]);
    setOwner(page, '留在本机');
    expect(page.core.pending).toBe(1);
    why = null;
    room.closing = undefined;
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.line.shut).toBe(false);
    expect(cellsOf(room.doc).get(OWNER)).toBe('留在本机');
  });
});

describe('refusals without tears', () => {
  const UNDER_REVIEW = refuse('UNDER_REVIEW');

  it('[O8] the refused value goes to the tray, the honest rest is kept, under a new page id', async () => {
    const page = await live();
    const first = page.core.line.session?.pageId;
    room.guard = ({ opId }) =>
      room.committed.size === 1 && opId === refusedOp ? { cells: [OWNER], reason: UNDER_REVIEW } : null;
    page.edits.setCells([{ row: TASK, field: 'completion', value: '基本完成' }]);
    setOwner(page, '被拒');
    const refusedOp = page.core.outbox.ops().at(-1)!.opId;
    page.edits.setText(DUTY, 'goal', '完善制度');
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.line.session?.pageId).not.toBe(first);
    expect(page.core.tray.items[0]).toMatchObject({ cell: OWNER, text: '被拒', reason: UNDER_REVIEW });
    expect(owner(page)).toBe(null);
    expect(page.core.lists.lists.duties[0]?.goal).toBe('完善制度');
    expect(readText(room.doc, DUTY, 'goal')).toBe('完善制度');
    expect(cellsOf(room.doc).get(cellKey(TASK, 'completion'))).toBe('基本完成');
  });

  it('[O8] of one action only the refused cells are lost', async () => {
    const page = await live();
    room.guard = ({ update }) =>
      String(update).includes(String([...new TextEncoder().encode('被拒')]))
        ? { cells: [OWNER], reason: UNDER_REVIEW }
        : null;
    page.edits.setCells([
      { row: TASK, field: 'owner', value: '被拒' },
      { row: TASK, field: 'completion', value: '基本完成' },
    ]);
    await until(() => expect(cellsOf(room.doc).get(cellKey(TASK, 'completion'))).toBe('基本完成'));
    expect(page.core.tray.items.map(({ cell }) => cell)).toEqual([OWNER]);
    expect(cellsOf(room.doc).has(OWNER)).toBe(false);
  });

  it('[O8] what is meanwhile not allowed goes to the tray without being sent again', async () => {
    const page = await live();
    room.guard = () => ({ cells: [], reason: UNDER_REVIEW });
    room.mute = true;
    for (let n = 0; n < 5; n += 1) page.edits.setCells([{ row: TASK, field: 'owner', value: `第${n}次` }]);
    page.edits.setText(DUTY, 'goal', '完善制度');
    room.write((doc) => setCell(doc, cellKey(PROBLEM, 'status'), 'first_review'));
    room.speak();
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.tray.items.map(({ cell, text }) => [cell, text])).toEqual([
      [OWNER, '第4次'],
      [textKey(DUTY, 'goal'), '完善制度'],
    ]);
  });

  it('[O8] a passing reason keeps the intent', async () => {
    const page = await live();
    let refusals = 0;
    room.guard = () => ((refusals += 1) <= 2 ? { cells: [], reason: refuse('RATE_LIMITED') } : null);
    setOwner(page, '王示例');
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.tray.items).toEqual([]);
    expect(cellsOf(room.doc).get(OWNER)).toBe('王示例');
  });

  it('[O8] bytes that no document takes end in the tray, not in a loop', async () => {
    const page = await live();
    room.guard = () => ({ cells: [], reason: refuse('FORGED_SHAPE') });
    setOwner(page, '王示例');
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    await until(() => expect(page.core.pending).toBe(0));
  });

  it('[O9] the tray survives a reload until it is dismissed', async () => {
    const page = await live();
    room.guard = () => ({ cells: [OWNER], reason: UNDER_REVIEW });
    setOwner(page, '被拒');
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    page.unload();
    const next = await live();
    expect(next.core.tray.items).toMatchObject([{ cell: OWNER, text: '被拒' }]);
    next.core.tray.dismiss(next.core.tray.items[0]!.id);
    next.unload();
    expect((await live()).core.tray.items).toEqual([]);
  });
});

describe('presence', () => {
  it('[O19] shows who is in which cell, by the identity that the server gives', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    mine.core.setPresence({ list: 'tasks', row: TASK, field: 'owner', writing: true });
    await until(() =>
      expect(yours.core.peers).toMatchObject([
        { person: EDITOR.person, name: '填报甲', at: { row: TASK, field: 'owner', writing: true } },
      ]),
    );
    expect(yours.core.peers[0]!.colour).toBeGreaterThanOrEqual(1);
    expect(yours.core.peers[0]!.colour).toBeLessThanOrEqual(8);
    mine.core.setPresence(null);
    await until(() => expect(yours.core.peers[0]!.at).toBeUndefined());
    mine.unload();
    await until(() => expect(yours.core.peers).toEqual([]));
  });
});
