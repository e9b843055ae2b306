import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { createRow, setCell, spliceText } from '#document/write.ts';
import {
  CLAIMED,
  DUTY,
  EDITOR,
  LEADER,
  OFFICE,
  PROBLEM,
  TASK,
  codeOf,
  pageOf,
  rowId,
  sampleLedger,
  submit,
} from '#server/rooms/guard/guard.testing.ts';

describe('honest edits pass the guard', () => {
  it('[G8] a cell, a text, a new row, a cleared cell', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, 77);
    const row = rowId('task2');
    const steps: ((doc: Y.Doc) => void)[] = [
      (doc) => setCell(doc, `${TASK}/owner`, '办公室'),
      (doc) => spliceText(doc, TASK, 'measure', 4, 0, '并执行'),
      (doc) => spliceText(doc, TASK, 'measure', 1, 2, ''),
      (doc) => spliceText(doc, DUTY, 'cause', 0, 0, '学习不够'),
      (doc) => createRow(doc, { row, list: 'tasks', order: 'a1', problem: CLAIMED }),
      (doc) => setCell(doc, `${row}/types:建章立制`, true),
      (doc) => setCell(doc, `${TASK}/owner`, null),
    ];
    for (const step of steps) expect(codeOf(submit(ledger, page.change(step), 77))).toBe('OK');
    expect(Y.encodeStateVector(ledger.doc)).toEqual(Y.encodeStateVector(page.doc));
    expect(ledger.lists().tasks.map((task) => task.id)).toEqual([TASK, row]);
    expect(ledger.lists().tasks[0]).toMatchObject({ measure: '制法并执行', owner: null });
  });

  it('[W12] a command fills thousands of texts at once', () => {
    const ledger = sampleLedger();
    const texts = Array.from({ length: 8_000 }, (_, n) => ({
      key: `${`task${n}x`.padEnd(16, '0')}/measure`,
      value: '办法',
    }));
    expect(ledger.write([], texts).texts).toHaveLength(8_000);
  });

  it('[W2] a state that a command only passes through stands in the log as well', () => {
    const key = `${PROBLEM}/status`;
    const ledger = sampleLedger();
    const { cells } = ledger.write(
      [
        { key, value: 'claimed' },
        { key, value: 'rectifying' },
      ],
      [],
    );
    expect(cells).toEqual([
      { key, old: 'issued', now: 'claimed' },
      { key, old: 'claimed', now: 'rectifying' },
    ]);
    expect(cellsOf(ledger.doc).get(key)).toBe('rectifying');
  });

  it('[G7] many edits made offline arrive as one', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, 77);
    for (const value of ['甲', '乙', '丙', '丁']) setCell(page.doc, `${TASK}/owner`, value);
    spliceText(page.doc, DUTY, 'goal', 0, 0, '目标明确');
    spliceText(page.doc, DUTY, 'goal', 1, 2, '');
    expect(codeOf(submit(ledger, Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(ledger.doc)), 77))).toBe(
      'OK',
    );
    expect(cellsOf(ledger.doc).get(`${TASK}/owner`)).toBe('丁');
    expect(ledger.lists().duties[0]?.goal).toBe('目确');
  });

  it('[G7] concurrent writes of one cell pass in both orders, won or lost, also as a whole document', () => {
    for (const [mine, theirs] of [
      [5, 9],
      [9, 5],
    ] as const) {
      const ledger = sampleLedger();
      const a = pageOf(ledger, mine);
      const b = pageOf(ledger, theirs);
      const first = b.change((doc) => setCell(doc, `${TASK}/owner`, '他人'));
      a.change((doc) => setCell(doc, `${TASK}/owner`, '自己'));
      expect(codeOf(submit(ledger, first, theirs))).toBe('OK');
      Y.applyUpdate(a.doc, first, 'server');
      const step2 = Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(ledger.doc));
      expect(codeOf(submit(ledger, step2, mine))).toBe('OK');
      expect(cellsOf(ledger.doc).get(`${TASK}/owner`)).toBe(cellsOf(a.doc).get(`${TASK}/owner`));
      a.change((doc) => setCell(doc, `${TASK}/owner`, '再写'));
      expect(
        codeOf(submit(ledger, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(ledger.doc)), mine)),
      ).toBe('OK');
      expect(cellsOf(ledger.doc).get(`${TASK}/owner`)).toBe('再写');
    }
  });

  it('[G5] somebody else typed between two new pieces of a text', () => {
    const ledger = sampleLedger();
    const a = pageOf(ledger, 50);
    const b = pageOf(ledger, 40);
    a.change((doc) => spliceText(doc, TASK, 'measure', 2, 0, 'R'));
    const theirs = b.change((doc) => spliceText(doc, TASK, 'measure', 2, 0, 'M'));
    expect(codeOf(submit(ledger, theirs, 40))).toBe('OK');
    Y.applyUpdate(a.doc, theirs, 'server');
    const text = a.doc.getText(`${TASK}/measure`).toString();
    const between = Math.max(text.indexOf('R'), text.indexOf('M'));
    a.change((doc) => spliceText(doc, TASK, 'measure', between, 0, 'S'));
    expect(codeOf(submit(ledger, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(ledger.doc)), 50))).toBe(
      'OK',
    );
    expect(ledger.doc.getText(`${TASK}/measure`).toString()).toBe(
      a.doc.getText(`${TASK}/measure`).toString(),
    );
  });

  it("[G8] what adds nothing is never refused, not even a reader's", () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, 77);
    const whole = Y.encodeStateAsUpdate(page.doc);
    expect(codeOf(submit(ledger, whole, [], LEADER))).toBe('OK');
    expect(
      codeOf(
        submit(
          ledger,
          page.change((doc) => setCell(doc, `${PROBLEM}/source`, '自查')),
          77,
          LEADER,
        ),
      ),
    ).toBe('ROLE_MAY_NOT_WRITE');
  });

  it('[G8] rights are those of the role and of the row now', () => {
    const ledger = sampleLedger();
    const write = (key: string, value: string, actor = EDITOR) =>
      codeOf(
        submit(
          ledger,
          pageOf(ledger, 77).change((doc) => setCell(doc, key, value)),
          77,
          actor,
        ),
      );
    expect(write(`${PROBLEM}/source`, '自查')).toBe('ROLE_MAY_NOT_WRITE');
    expect(write(`${PROBLEM}/source`, '自查', OFFICE)).toBe('OK');
    expect(write(`${CLAIMED}/status`, 'closed', OFFICE)).toBe('SERVER_ONLY');
    expect(write(`${CLAIMED}/original`, '改写', EDITOR)).toBe('SERVER_ONLY');
    expect(write(`${TASK}/list`, 'duties')).toBe('WRITTEN_ONCE');
    expect(write(`${TASK}/problem`, PROBLEM)).toBe('WRITTEN_ONCE');
    expect(write(`${rowId('nobody')}/owner`, '甲')).toBe('NO_SUCH_ROW');
    expect(write(`${TASK}/colour`, '甲')).toBe('NO_SUCH_FIELD');
    expect(write(`${TASK}/completion`, '差不多')).toBe('NOT_IN_LIST');
    ledger.write([{ key: `${CLAIMED}/status`, value: 'audit' }], []);
    expect(write(`${TASK}/owner`, '甲')).toBe('UNDER_REVIEW');
    ledger.write([{ key: `${CLAIMED}/deleted`, value: true }], []);
    expect(write(`${TASK}/owner`, '甲')).toBe('ROW_DELETED');
  });

  it('[G8] rows: duties and tasks under a claimed problem, whole and once', () => {
    const ledger = sampleLedger();
    const make = (change: (doc: Y.Doc) => void, actor = EDITOR) =>
      codeOf(submit(ledger, pageOf(ledger, 77).change(change), 77, actor));
    const row = rowId('new');
    expect(make((doc) => createRow(doc, { row, list: 'tasks', order: 'a1', problem: PROBLEM }))).toBe(
      'NOT_CLAIMED_YET',
    );
    expect(make((doc) => createRow(doc, { row, list: 'problems', order: 'a1' }), OFFICE)).toBe('SERVER_ONLY');
    expect(make((doc) => createRow(doc, { row, list: 'tasks', order: 'a1', problem: TASK }))).toBe(
      'BAD_REFERENCE',
    );
    expect(make((doc) => createRow(doc, { row, list: 'tasks', order: 'a1' }))).toBe('BAD_REFERENCE');
    expect(make((doc) => setCell(doc, `${row}/list`, 'tasks'))).toBe('FORGED_SHAPE');
    expect(make((doc) => createRow(doc, { row, list: 'tasks', order: 'a1', problem: CLAIMED }))).toBe('OK');
    expect(make((doc) => createRow(doc, { row, list: 'duties', order: 'a1', problem: CLAIMED }))).toBe(
      'WRITTEN_ONCE',
    );
    expect(ledger.rowCount).toBe(5);
  });

  it('[G6] a text ends at its limit', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, 77);
    expect(
      codeOf(
        submit(
          ledger,
          page.change((doc) => spliceText(doc, TASK, 'note', 0, 0, '字'.repeat(2_000))),
          77,
        ),
      ),
    ).toBe('OK');
    expect(
      codeOf(
        submit(
          ledger,
          page.change((doc) => spliceText(doc, TASK, 'note', 0, 1, '句')),
          77,
        ),
      ),
    ).toBe('OK');
    expect(
      codeOf(
        submit(
          ledger,
          page.change((doc) => spliceText(doc, TASK, 'note', 0, 0, '又')),
          77,
        ),
      ),
    ).toBe('TOO_LONG');
  });

  it('[F10] a mark is found however it is typed together, and ordinary prose is let through', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, 77);
    const type = (index: number, text: string) =>
      codeOf(
        submit(
          ledger,
          page.change((doc) => spliceText(doc, TASK, 'note', index, 0, text)),
          77,
        ),
      );
    expect(type(0, '保密工作。机密')).toBe('OK');
    expect(type(7, '★')).toBe('CLASSIFIED_TEXT');
    const again = pageOf(ledger, 78);
    const step = (index: number, text: string) =>
      codeOf(
        submit(
          ledger,
          again.change((doc) => spliceText(doc, TASK, 'note', index, 0, text)),
          78,
        ),
      );
    expect(step(7, '要害部位')).toBe('OK');
    expect(step(0, '★')).toBe('OK');
  });

  it('[G9] the log gets old and new values, splices, and whose value did not take', () => {
    const ledger = sampleLedger();
    const low = pageOf(ledger, 5);
    const high = pageOf(ledger, 9);
    const lost = low.change((doc) => setCell(doc, `${TASK}/owner`, '低'));
    const won = high.change((doc) => {
      setCell(doc, `${TASK}/owner`, '高');
      spliceText(doc, TASK, 'measure', 0, 2, '修订');
    });
    const apply = (update: Uint8Array, client: number) => {
      const inspected = ledger.inspect(update, { actor: EDITOR, owns: (id) => id === client });
      if (!inspected.ok) throw new Error(inspected.refusal.code);
      return ledger.apply(update, inspected.value);
    };
    expect(apply(won, 9)).toMatchObject({
      cells: [{ key: `${TASK}/owner`, old: undefined, now: '高' }],
      texts: [{ name: `${TASK}/measure`, splices: [[0, '制定', '修订']] }],
      superseded: [],
    });
    expect(apply(lost, 5)).toMatchObject({ cells: [], superseded: [{ key: `${TASK}/owner`, client: 9 }] });
  });
});
