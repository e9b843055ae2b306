/** What a person writes on the board, against a room in memory: undo, rows, and texts with other people in them. */
import { describe, expect, it } from 'vitest';
import { textKey } from '#document/keys.ts';
import { readText } from '#document/ledger-doc.ts';
import { refuse } from '#domain/refusals.ts';
import type { Splice } from '#grid/shared-text.ts';
import { EDIT_CELLS_MAX } from '#board/bulk-edit.ts';
import { Browser, DUTY, EDITOR, HEAD, PROBLEM, TASK, type TestPage } from './board-page.ts';
import { type MemoryRoom } from './board-room.ts';
import { measure, nextTurn, OWNER, owner, setOwner, setTable, until } from './board-table.ts';

let room: MemoryRoom;
let browser: Browser;
const { live } = setTable((freshRoom, freshBrowser) => {
  room = freshRoom;
  browser = freshBrowser;
});

describe('more cells than an edit carries', () => {
  it('[O20] go by command, and the browser asks before the page is left while they are on their way', async () => {
    const asked: ((answer: Response) => void)[] = [];
    let held = 0;
    const page = await live(EDITOR, browser, {
      fetch: () => new Promise<Response>((resolve) => asked.push(resolve)),
      staying: () => {
        held += 1;
        return () => (held -= 1);
      },
    });
    const cells = Array.from({ length: EDIT_CELLS_MAX + 1 }, (_, n) => ({
      row: TASK,
      field: 'owner',
      value: `第${n}`,
    }));
    expect(page.edits.setCells(cells)).toEqual({ ok: true });
    expect([held, page.core.pending]).toEqual([1, 1]);
    await until(() => expect(asked).toHaveLength(1));
    asked[0]!(new Response(JSON.stringify({ ok: true, seq: 2, value: { refused: [], refusedCount: 0 } })));
    await until(() => expect([held, page.core.pending]).toEqual([0, 0]));
    expect(page.core.tray.items).toEqual([]);
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
