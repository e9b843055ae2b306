/** The board over reloads and new epochs, against a room in memory: nothing is lost, nothing is done twice. */
import { describe, expect, it } from 'vitest';
import { textKey } from '#document/keys.ts';
import { cellsOf, createLedgerDoc, readText } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import { Browser, DUTY, TASK } from './board-page.ts';
import { AT, type MemoryRoom } from './board-room.ts';
import { measure, OWNER, owner, setOwner, setTable, until } from './board-table.ts';

let room: MemoryRoom;
let browser: Browser;
const { open, live } = setTable((freshRoom, freshBrowser) => {
  room = freshRoom;
  browser = freshBrowser;
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

/** The same rows in a document of other structs. */
function seedInto(copy: ReturnType<typeof createLedgerDoc>, from: ReturnType<typeof createLedgerDoc>): void {
  cellsOf(from).forEach((value, key) => setCell(copy, key, value));
}
