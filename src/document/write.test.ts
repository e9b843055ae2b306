import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import * as Y from 'yjs';
import { CELLS, cellKey, textKey } from '#document/keys.ts';
import { createLedgerDoc, readText } from '#document/ledger-doc.ts';
import { createRow, minimalSplice, replaceText, setCell, spliceText } from '#document/write.ts';

const ROW = 'row0000000000001';
const lonely = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

describe('writing a ledger', () => {
  it('[R2] makes a row in one update', () => {
    const doc = createLedgerDoc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    createRow(doc, { row: ROW, list: 'tasks', order: 'a0', problem: 'row0000000000002' });
    expect(updates).toHaveLength(1);
    expect(doc.getMap(CELLS).toJSON()).toEqual({
      [`${ROW}/list`]: 'tasks',
      [`${ROW}/order`]: 'a0',
      [`${ROW}/problem`]: 'row0000000000002',
    });
  });

  it('[R2] clears with null and keeps the key', () => {
    const doc = createLedgerDoc();
    setCell(doc, cellKey(ROW, 'due'), '2026-06-30');
    setCell(doc, cellKey(ROW, 'due'), null);
    expect(doc.getMap(CELLS).toJSON()).toEqual({ [`${ROW}/due`]: null });
  });

  it('[F2] two people who tick different things both win', () => {
    const [a, b] = [createLedgerDoc(), createLedgerDoc()];
    setCell(a, cellKey(ROW, 'types', '建章立制'), true);
    setCell(b, cellKey(ROW, 'types', '举一反三'), true);
    Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
    for (const doc of [a, b]) {
      expect(doc.getMap(CELLS).toJSON()).toEqual({
        [`${ROW}/types:建章立制`]: true,
        [`${ROW}/types:举一反三`]: true,
      });
    }
  });

  it('[R9] makes a text only with its first character', () => {
    const doc = createLedgerDoc();
    spliceText(doc, ROW, 'cause', 0, 0, '');
    expect(replaceText(doc, ROW, 'cause', '')).toBeUndefined();
    expect(readText(doc, ROW, 'cause')).toBe('');
    expect(doc.share.has(textKey(ROW, 'cause'))).toBe(false);
    spliceText(doc, ROW, 'cause', 0, 0, '一');
    expect(doc.share.has(textKey(ROW, 'cause'))).toBe(true);
  });

  it('[R10] meets cells first', () => {
    const doc = createLedgerDoc();
    spliceText(doc, ROW, 'cause', 0, 0, '一');
    expect([...doc.share.keys()][0]).toBe(CELLS);
    expect(doc.gc).toBe(true);
  });

  it('[R9] keeps what a colleague typed elsewhere in the text', () => {
    const [a, b] = [createLedgerDoc(), createLedgerDoc()];
    replaceText(a, ROW, 'cause', '学用结合不紧，机制不健全。');
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
    replaceText(a, ROW, 'cause', '学用结合不够紧，机制不健全。');
    replaceText(b, ROW, 'cause', '学用结合不紧，机制尚不健全。');
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
    Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
    expect(readText(a, ROW, 'cause')).toBe('学用结合不够紧，机制尚不健全。');
    expect(readText(b, ROW, 'cause')).toBe(readText(a, ROW, 'cause'));
  });

  it('[R12] splices minimally and never parts a surrogate pair', () => {
    expect(minimalSplice('𠮷', '𠮸')).toEqual([0, '𠮷', '𠮸']);
    expect(minimalSplice('一𠮷二', '一𡮷二')).toEqual([1, '𠮷', '𡮷']);
    expect(minimalSplice('ab', 'aab')?.[2]).toHaveLength(1);
    const text = fc
      .array(fc.constantFrom('一', '二', 'a', '𠮷', '𠮸', '𡮷', '😀'), { maxLength: 12 })
      .map((c) => c.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const splice = minimalSplice(before, after);
        if (!splice) return before === after;
        const [index, deleted, inserted] = splice;
        expect(before.slice(index, index + deleted.length)).toBe(deleted);
        expect(before.slice(0, index) + inserted + before.slice(index + deleted.length)).toBe(after);
        return !lonely.test(deleted) && !lonely.test(inserted) && !lonely.test(before.slice(0, index));
      }),
      { seed: 20_261_123, numRuns: 500 },
    );
  });
});
