/** The board against a room in memory that can misbehave: reconnections, refusals, reloads, epochs, undo, texts. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOf, createLedgerDoc, readText } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import { refuse } from '#domain/refusals.ts';
import type { Splice } from '#grid/shared-text.ts';
import type { BoardSurroundings } from '#board/surroundings.ts';
import { AT, MemoryRoom } from './board-room.ts';
import { Browser, DUTY, EDITOR, HEAD, OFFICE, PROBLEM, seed, TASK, TestPage } from './board-page.ts';

let room: MemoryRoom;
let browser: Browser;
let pages: TestPage[];

beforeEach(() => {
  room = new MemoryRoom();
  seed(room);
  browser = new Browser();
  pages = [];
});
afterEach(() => {
  for (const page of pages) page.unload();
});

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5_000, interval: 5 });

function open(actor = EDITOR, at = browser, more: Partial<BoardSurroundings> = {}): TestPage {
  const page = new TestPage(room, actor, at, more);
  pages.push(page);
  return page;
}
async function live(...args: Parameters<typeof open>): Promise<TestPage> {
  const page = open(...args);
  await until(() => expect(page.core.line.state).toBe('live'));
  return page;
}
const owner = (page: TestPage): string | null => page.core.lists.lists.tasks[0]?.owner ?? null;
const measure = (page: TestPage): string => page.core.lists.lists.tasks[0]?.measure ?? '';
const setOwner = (page: TestPage, value: string) =>
  page.edits.setCells([{ row: TASK, field: 'owner', value }]);
const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
const OWNER = cellKey(TASK, 'owner');

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

  it('[O7] a session that ended while the page was cut off is noticed', async () => {
    const page = await live(EDITOR, browser, { whyNot: () => Promise.resolve(refuse('SESSION_ENDED')) });
    room.closing = 1006;
    room.cut();
    await until(() => expect(page.core.ended).toMatchObject({ code: 'SESSION_ENDED' }));
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

describe('a reload in the middle of unacknowledged edits', () => {
  it('[O10] loses none: the next page load executes them again under the same operation', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '王示例');
    page.edits.setText(TASK, 'measure', '修订采购制度，明确审批权限，三月底前完成。');
    const text = page.edits.openText(DUTY, 'cause');
    text.apply({ index: 0, remove: 0, insert: '制度' });
    const ops = page.core.outbox.ops().map(({ opId }) => opId);
    page.unload();
    room.deaf = false;
    const next = await live();
    await until(() => expect(next.core.pending).toBe(0));
    expect(owner(next)).toBe('王示例');
    expect(measure(next)).toBe('修订采购制度，明确审批权限，三月底前完成。');
    expect(next.core.lists.lists.duties[0]?.cause).toBe('制度');
    expect([...room.committed.keys()].sort()).toEqual([...ops].sort());
    expect(next.core.tray.items).toEqual([]);
  });

  it('[O10] what was committed before the reload is not done twice', async () => {
    const page = await live();
    room.mute = true;
    page.edits.setText(TASK, 'measure', '（补）修订采购制度，明确审批权限，年底前完成。');
    await until(() => expect(room.committed.size).toBe(1));
    page.unload();
    room.mute = false;
    const next = await live();
    expect(next.core.pending).toBe(0);
    expect(readText(room.doc, TASK, 'measure')).toBe('（补）修订采购制度，明确审批权限，年底前完成。');
    expect(room.seq).toBe(1);
  });

  it('[O10] an edit that was still on its way to the server is found out by its operation', async () => {
    const page = await live();
    room.deaf = true;
    page.edits.setText(TASK, 'measure', '（补）修订采购制度，明确审批权限，年底前完成。');
    const op = page.core.outbox.ops()[0]!;
    page.unload();
    room.deaf = false;
    const next = open();
    await until(() => expect(room.hellos.length).toBe(2));
    // Read from the old socket only now, after WELCOME said that it is not known.
    const receipt = { epoch: 1, seq: 1, hash: '0'.repeat(64), mac: '0'.repeat(64) };
    room.committed.set(op.opId, {
      bytes: 'other',
      ack: { opId: op.opId, seq: 1, receipt, at: AT, superseded: [] },
    });
    room.write((doc) => spliceText(doc, TASK, 'measure', 0, 0, '（补）'));
    await until(() => expect(next.core.line.state).toBe('live'));
    await until(() => expect(next.core.pending).toBe(0));
    await until(() => expect(measure(next)).toBe('（补）修订采购制度，明确审批权限，年底前完成。'));
    expect(next.core.tray.items).toEqual([]);
  });

  it('[O10] a cell that somebody changed meanwhile is for the person to decide', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '王示例');
    page.unload();
    room.deaf = false;
    room.write((doc) => setCell(doc, OWNER, '李示例'));
    const next = await live();
    await until(() => expect(next.core.tray.items).toHaveLength(1));
    expect(next.core.tray.items[0]).toMatchObject({
      cell: OWNER,
      text: '王示例',
      reason: { code: 'CONTENT_CHANGED' },
    });
    expect(owner(next)).toBe('李示例');
  });

  it('[O10] a splice finds its place by its surroundings, or goes to the tray when they are gone', async () => {
    const page = await live();
    room.deaf = true;
    page.edits.setText(TASK, 'measure', '修订采购制度，明确两级审批权限，年底前完成。');
    page.edits.setText(DUTY, 'goal', '目标');
    page.unload();
    room.deaf = false;
    room.write((doc) => {
      spliceText(doc, TASK, 'measure', 0, 0, '由办公室牵头，');
      spliceText(doc, DUTY, 'goal', 0, 0, '别人先写了');
    });
    const next = await live();
    await until(() => expect(next.core.pending).toBe(0));
    expect(measure(next)).toBe('由办公室牵头，修订采购制度，明确两级审批权限，年底前完成。');
    expect(next.core.tray.items).toMatchObject([{ cell: textKey(DUTY, 'goal'), text: '目标' }]);
  });

  it('[O11] the intents of a page that lives are left to it', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '王示例');
    const other = await live();
    expect(other.core.pending).toBe(0);
    browser.clock += 200_000;
    const third = await live();
    expect(third.core.pending).toBe(1);
  });
});

describe('epochs', () => {
  it('[O12] another epoch: the document is built anew and open intents are executed in it', async () => {
    const page = await live();
    room.deaf = true;
    setOwner(page, '王示例');
    await until(() => expect(page.core.pending).toBe(1));
    room.deaf = false;
    const copy = createLedgerDoc();
    const old = room.doc;
    seedInto(copy, old);
    room.restore(copy, []);
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.line.session?.epoch).toBe(2);
    expect(cellsOf(room.doc).get(OWNER)).toBe('王示例');
  });

  it('[O12] what was acknowledged and is no longer there is offered to its author', async () => {
    const page = await live();
    setOwner(page, '保存过的');
    await until(() => expect(page.core.pending).toBe(0));
    const [opId] = [...room.committed.keys()];
    const copy = createLedgerDoc();
    seedInto(copy, room.doc);
    setCell(copy, OWNER, null);
    room.restore(copy, [opId!]);
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    expect(page.core.tray.items[0]).toMatchObject({
      cell: OWNER,
      text: '保存过的',
      reason: { code: 'TAIL_LOST' },
    });
  });
});

describe('undo', () => {
  it('[O13] takes back own steps one by one and does them again', async () => {
    const page = await live();
    setOwner(page, '一');
    await nextTurn();
    setOwner(page, '二');
    await nextTurn();
    expect(page.edits.undo()).toEqual({ ok: true });
    expect(owner(page)).toBe('一');
    expect(page.edits.undo()).toEqual({ ok: true });
    expect(owner(page)).toBe(null);
    expect(page.edits.redo()).toEqual({ ok: true });
    expect(page.edits.redo()).toEqual({ ok: true });
    expect(owner(page)).toBe('二');
    expect(page.edits.undoStack.canRedo).toBe(false);
  });

  it('[O13] what one gesture wrote is one step: a pasted block of cells, texts and a new row', async () => {
    const asked: unknown[] = [];
    const page = await live(EDITOR, browser, {
      fetch: (_path, init) => {
        asked.push(JSON.parse(String(init?.body)));
        return Promise.resolve(new Response('{"ok": true, "value": null}'));
      },
    });
    const made = page.edits.addRow('tasks', PROBLEM, TASK);
    if (!made.ok) throw new Error(made.code);
    page.edits.setText(made.row, 'measure', '新措施');
    page.edits.setText(TASK, 'note', '备注');
    setOwner(page, '一');
    await nextTurn();
    expect(page.edits.undo()).toEqual({ ok: true });
    expect(page.core.lists.lists.tasks.map(({ owner, note, measure }) => [owner, note, measure])).toEqual([
      [null, '', '修订采购制度，明确审批权限，年底前完成。'],
      [null, '', '新措施'],
    ]);
    await until(() => expect(asked).toMatchObject([{ command: 'deleteRow', row: made.row }]));
    expect(page.edits.undoStack.canUndo).toBe(false);
    expect(page.edits.redo()).toEqual({ ok: true });
    await until(() => expect(asked).toMatchObject([{}, { command: 'restoreRow', row: made.row }]));
    expect(page.core.lists.lists.tasks[0]).toMatchObject({ owner: '一', note: '备注' });
  });

  it('[O13] leaves what others wrote and says who it was', async () => {
    const page = await live();
    const other = await live(HEAD, new Browser());
    await until(() => expect(page.core.peers).toHaveLength(1));
    setOwner(page, '我写的');
    await until(() => expect(owner(other)).toBe('我写的'));
    setOwner(other, '他改的');
    await until(() => expect(owner(page)).toBe('他改的'));
    expect(page.edits.undo()).toMatchObject({ ok: false, code: 'CONTENT_CHANGED', params: { by: '书记乙' } });
    expect(owner(page)).toBe('他改的');
    expect(page.edits.undoStack.canUndo).toBe(false);
  });

  it('[O13] a pasted text comes back as it was', async () => {
    const page = await live();
    page.edits.setText(TASK, 'measure', '换了');
    page.edits.undo();
    expect(measure(page)).toBe('修订采购制度，明确审批权限，年底前完成。');
    page.edits.redo();
    expect(measure(page)).toBe('换了');
  });
});

describe('rows', () => {
  it('[O14] a new row stands behind the one named, and a moved one before it', async () => {
    const page = await live();
    const first = page.edits.addRow('tasks', PROBLEM, TASK);
    const second = page.edits.addRow('tasks', PROBLEM, TASK);
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(page.core.lists.lists.tasks.map(({ id }) => id)).toEqual([TASK, second.row, first.row]);
    expect(page.edits.moveRow(first.row, TASK)).toEqual({ ok: true });
    expect(page.edits.moveRow(TASK, null)).toEqual({ ok: true });
    expect(page.core.lists.lists.tasks.map(({ id }) => id)).toEqual([first.row, second.row, TASK]);
    await until(() => expect(page.core.pending).toBe(0));
    expect(page.core.tray.items).toEqual([]);
    expect(room.seq).toBe(4);
  });
});

describe('one text, two people', () => {
  interface Editor {
    readonly text: ReturnType<TestPage['edits']['openText']>;
    value: string;
  }
  /** What a textarea does: keeps its own value and follows the splices. */
  function edit(page: TestPage, row = TASK, field = 'measure'): Editor {
    const text = page.edits.openText(row, field);
    const editor: Editor = { text, value: text.read() };
    text.subscribe({
      changed: (splices: readonly Splice[]) => {
        for (const { index, remove, insert } of splices) {
          editor.value = editor.value.slice(0, index) + insert + editor.value.slice(index + remove);
        }
      },
      carets: () => undefined,
    });
    return editor;
  }
  function type(editor: Editor, index: number, insert: string, remove = 0): void {
    editor.value = editor.value.slice(0, index) + insert + editor.value.slice(index + remove);
    editor.text.apply({ index, remove, insert });
  }

  it('[O15] see each other’s characters and carets, and end with the same text', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    const [a, b] = [edit(mine), edit(yours)];
    type(a, 0, '一、');
    type(b, b.value.length, '责任到人。');
    await until(() => expect(a.value).toBe(b.value));
    expect(a.value).toBe('一、修订采购制度，明确审批权限，年底前完成。责任到人。');
    a.text.select(2, 4);
    await until(() => expect(b.text.carets()).toMatchObject([{ name: '填报甲', anchor: 2, head: 4 }]));
    type(b, 0, '注：');
    await until(() => expect(b.text.carets()).toMatchObject([{ anchor: 4, head: 6 }]));
    a.text.close(false);
    await until(() => expect(b.text.carets()).toEqual([]));
    b.text.close(false);
    expect(mine.core.outbox.size + yours.core.outbox.size).toBeLessThan(3);
  });

  it('[O15] two who begin an empty text at once lose neither side', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    const [a, b] = [edit(mine, DUTY, 'cause'), edit(yours, DUTY, 'cause')];
    expect(room.doc.share.has(textKey(DUTY, 'cause'))).toBe(false);
    type(a, 0, '甲说');
    type(b, 0, '乙说');
    await until(() => expect(a.value).toBe(b.value));
    expect([...a.value].sort().join('')).toBe([...'甲说乙说'].sort().join(''));
    expect(readText(room.doc, DUTY, 'cause')).toBe(a.value);
  });

  it('[O16] undo in the editor and Esc take back own characters only', async () => {
    const [mine, yours] = [await live(), await live(HEAD, new Browser())];
    const [a, b] = [edit(mine), edit(yours)];
    type(a, 0, '甲');
    await until(() => expect(b.value.startsWith('甲')).toBe(true));
    type(b, 0, '乙');
    await until(() => expect(a.value.startsWith('乙甲')).toBe(true));
    a.text.undo();
    await until(() => expect(b.value.startsWith('乙修订')).toBe(true));
    a.text.redo();
    type(a, 2, '又');
    a.text.close(true);
    await until(() => expect(b.value).toBe('乙修订采购制度，明确审批权限，年底前完成。'));
    expect(mine.edits.undoStack.canUndo).toBe(false);
  });

  it('[O16] Esc restores a text that nobody else touched, also after its document was replaced', async () => {
    const page = await live();
    const editor = edit(page);
    type(editor, 0, '草稿');
    await until(() => expect(page.core.pending).toBe(0));
    room.cut(4410);
    await until(() => expect(room.hellos.length).toBe(2));
    await until(() => expect(page.core.line.state).toBe('live'));
    type(editor, 2, '又');
    editor.text.close(true);
    await until(() =>
      expect(readText(room.doc, TASK, 'measure')).toBe('修订采购制度，明确审批权限，年底前完成。'),
    );
  });

  it('[O17] keystrokes of one frame travel as one edit, and none is lost when the page goes away', async () => {
    const page = await live();
    const editor = edit(page, DUTY, 'cause');
    type(editor, 0, '制');
    type(editor, 1, '度');
    type(editor, 2, '不');
    await until(() => expect(page.core.pending).toBe(0));
    expect(room.seq).toBe(1);
    room.deaf = true;
    type(editor, 3, '全');
    page.unload();
    room.deaf = false;
    const next = await live();
    await until(() => expect(next.core.pending).toBe(0));
    expect(readText(room.doc, DUTY, 'cause')).toBe('制度不全');
  });

  it('[O17] what waits without a connection is cut into edits that the server takes', async () => {
    const page = await live();
    const editor = edit(page, TASK, 'measure');
    room.closing = 4503;
    room.cut();
    await until(() => expect(page.core.line.state).toBe('offline'));
    const sizes: number[] = [];
    room.guard = ({ update }) => {
      sizes.push(update.length);
      return null;
    };
    for (let n = 0; n < 12; n += 1) type(editor, 0, String(n % 10).repeat(19_000), editor.value.length);
    for (let n = 0; n < 1_500; n += 1) type(editor, 0, '字');
    room.closing = undefined;
    page.wake();
    await until(() => expect(page.core.pending).toBe(0));
    expect(readText(room.doc, TASK, 'measure')).toBe(editor.value);
    expect(editor.value.length).toBe(20_000);
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
    expect(sizes.length).toBeLessThan(12);
  });

  it('[O18] what does not fit is not taken, in the editor too', async () => {
    const page = await live();
    const editor = edit(page, TASK, 'note');
    type(editor, 0, '长'.repeat(1_999));
    type(editor, 1_999, '一二');
    await until(() => expect(editor.value).toHaveLength(2_000));
    expect(editor.value.endsWith('一')).toBe(true);
    expect(page.core.tray.items).toMatchObject([{ text: '二', reason: { code: 'TOO_LONG' } }]);
    type(editor, 0, '机密★', 4);
    await until(() => expect(editor.value.startsWith('长长长长')).toBe(true));
    expect(page.core.tray.items).toMatchObject([{ reason: { code: 'CLASSIFIED_TEXT' } }]);
    await until(() => expect(readText(room.doc, TASK, 'note')).toBe(editor.value));
  });

  it('[O18] half a sign is never written', async () => {
    const page = await live();
    const editor = edit(page, TASK, 'note');
    type(editor, 0, '😀');
    type(editor, 1, '\ude01', 1);
    await until(() => expect(page.core.pending).toBe(0));
    expect(readText(room.doc, TASK, 'note')).toBe('😁');
  });

  it('[O8] typing goes on while the document is replaced after a refusal', async () => {
    const page = await live();
    const editor = edit(page);
    room.guard = ({ update }) =>
      String(update).includes(String([...new TextEncoder().encode('被拒')]))
        ? { cells: [OWNER], reason: refuse('UNDER_REVIEW') }
        : null;
    setOwner(page, '被拒');
    type(editor, 0, '一');
    await until(() => expect(page.core.tray.items).toHaveLength(1));
    type(editor, 1, '二');
    await until(() => expect(page.core.pending).toBe(0));
    expect(readText(room.doc, TASK, 'measure')).toBe('一二修订采购制度，明确审批权限，年底前完成。');
    expect(editor.value).toBe('一二修订采购制度，明确审批权限，年底前完成。');
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

/** The same rows in a document of other structs. */
function seedInto(copy: ReturnType<typeof createLedgerDoc>, from: ReturnType<typeof createLedgerDoc>): void {
  cellsOf(from).forEach((value, key) => setCell(copy, key, value));
}
