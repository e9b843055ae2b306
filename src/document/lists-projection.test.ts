import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import * as Y from 'yjs';
import { cellKey } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { ListsProjection } from '#document/lists-projection.ts';
import { readLists, rowFacts, undeleted } from '#document/read.ts';
import { createRow, replaceText, setCell, spliceText } from '#document/write.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import { RowIndex } from '#document/row-index.ts';

const id = (n: number): string => `row${String(n).padStart(13, '0')}`;
const [P1, P2, D1, T1, T2, T3] = [1, 2, 11, 21, 22, 23].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

function ledger(): Y.Doc {
  const doc = createLedgerDoc();
  createRow(doc, { row: P2, list: 'problems', order: 'a1' });
  createRow(doc, { row: P1, list: 'problems', order: 'a0' });
  setCell(doc, cellKey(P1, 'code'), '1-1');
  setCell(doc, cellKey(P1, 'due'), '2026-06-30');
  setCell(doc, cellKey(P1, 'status'), 'rectifying');
  createRow(doc, { row: D1, list: 'duties', order: 'a0', problem: P1 });
  createRow(doc, { row: T2, list: 'tasks', order: 'a1', problem: P1 });
  createRow(doc, { row: T1, list: 'tasks', order: 'a0', problem: P1 });
  createRow(doc, { row: T3, list: 'tasks', order: 'Zz', problem: P2 });
  return doc;
}

describe('reading a ledger', () => {
  it('[R1] skips rows whose list, order or problem is missing or dangling', () => {
    const doc = ledger();
    setCell(doc, cellKey(id(90), 'list'), 'problems');
    setCell(doc, cellKey(id(91), 'order'), 'a0');
    createRow(doc, { row: id(92), list: 'tasks', order: 'a0' });
    createRow(doc, { row: id(93), list: 'tasks', order: 'a0', problem: id(99) });
    createRow(doc, { row: id(94), list: 'tasks', order: 'a0', problem: T1 });
    const lists = readLists(doc);
    expect([lists.problems.length, lists.duties.length, lists.tasks.length]).toEqual([2, 1, 3]);
    expect(rowFacts(doc, id(93), false).exists).toBe(false);
    expect(rowFacts(doc, T1, false)).toMatchObject({
      exists: true,
      list: 'tasks',
      problemStatus: 'rectifying',
    });
  });

  it('[R3] sorts problems by order and id, the others below their problem', () => {
    const lists = readLists(ledger());
    expect(lists.problems.map((row) => row.id)).toEqual([P1, P2]);
    expect(lists.tasks.map((row) => row.id)).toEqual([T1, T2, T3]);
  });

  it('[R4] flags rows in the bin; a problem there hides its duties and tasks', () => {
    const doc = ledger();
    setCell(doc, cellKey(P1, 'deleted'), true);
    const lists = readLists(doc);
    expect(lists.problems[0]).toMatchObject({ id: P1, deleted: true });
    expect(undeleted(lists).tasks.map((row) => row.id)).toEqual([T3]);
    expect(undeleted(lists).duties).toEqual([]);
    expect(rowFacts(doc, T1, false)).toMatchObject({ deleted: false, problemDeleted: true });
  });

  it('[R5] [R6] [R7] [R8] derives completion, long-term, codes and the due of duties', () => {
    const doc = ledger();
    expect(readLists(doc).problems[0]).toMatchObject({ completion: '未完成', longTerm: false });
    setCell(doc, cellKey(T1, 'completion'), '已完成');
    setCell(doc, cellKey(T2, 'completion'), '基本完成');
    setCell(doc, cellKey(T2, 'longTerm'), true);
    const lists = readLists(doc);
    expect(lists.problems[0]).toMatchObject({ completion: '基本完成', longTerm: true });
    expect(lists.problems[1]).toMatchObject({ completion: '未完成', longTerm: false });
    expect(lists.tasks.map((row) => row.code)).toEqual(['1-1-1', '1-1-2', '-1']);
    expect(lists.duties[0]?.due).toBe('2026-06-30');
    setCell(doc, cellKey(T1, 'deleted'), true);
    expect(readLists(doc).tasks.map((row) => row.code)).toEqual(['', '1-1-1', '-1']);
  });

  it('[P5] names leaders by id only: of a duty its own, of problem and tasks those of all undeleted duties', () => {
    const doc = ledger();
    const index = new RowIndex(doc);
    const set = (key: string, value: string | boolean | null): void => {
      setCell(doc, key, value);
      index.update([key]);
    };
    set(cellKey(D1, 'leaders', '@Abcdefghij012345 周某'), 'a0');
    set(cellKey(D1, 'leaders', '吴某'), 'a1');
    expect(index.facts(D1, false).leaders).toEqual(['Abcdefghij012345']);
    expect(index.facts(T1, false).leaders).toEqual(['Abcdefghij012345']);
    expect(index.facts(T3, false).leaders).toEqual([]);
    set(cellKey(D1, 'deleted'), true);
    expect(index.facts(T1, false).leaders).toEqual([]);
    set(cellKey(D1, 'deleted'), false);
    set(cellKey(D1, 'leaders', '@Abcdefghij012345 周某'), null);
    expect(index.facts(P1, false).leaders).toEqual([]);
  });

  it('[R11] gives new objects only to rows that changed', () => {
    const doc = ledger();
    const projection = new ListsProjection(doc);
    const stop = projection.follow();
    const before = projection.lists();
    expect(projection.lists()).toBe(before);
    spliceText(doc, T1, 'measure', 0, 0, '修订制度');
    const after = projection.lists();
    expect(after.problems).toBe(before.problems);
    expect(after.duties).toBe(before.duties);
    expect(after.tasks[0]).toMatchObject({ id: T1, measure: '修订制度' });
    expect(after.tasks[0]).not.toBe(before.tasks[0]);
    expect(after.tasks[1]).toBe(before.tasks[1]);
    stop();
    replaceText(doc, T1, 'measure', '');
    expect(projection.lists()).toBe(after);
  });

  it('[R11] finds what came from another document, texts and rows before their problem included', () => {
    const [here, there] = [ledger(), createLedgerDoc()];
    const projection = new ListsProjection(there);
    projection.follow();
    spliceText(here, T1, 'progress', 0, 0, '已印发');
    createRow(there, { row: id(50), list: 'tasks', order: 'a5', problem: P1 });
    Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
    expect(projection.lists().tasks.map((row) => row.id)).toEqual([T1, T2, id(50), T3]);
    expect(projection.row(T1)).toMatchObject({ progress: '已印发' });
    spliceText(here, T1, 'progress', 3, 0, '文件');
    Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
    expect(projection.row(T1)).toMatchObject({ progress: '已印发文件' });
  });

  it('[R11] equals a full read after any sequence of changes', () => {
    const change = fc.record({
      row: fc.integer({ min: 1, max: 8 }),
      what: fc.constantFrom('make', 'order', 'deleted', 'completion', 'text', 'type', 'leader'),
      above: fc.integer({ min: 1, max: 3 }),
      value: fc.constantFrom('a0', 'a1', 'b2'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const doc = createLedgerDoc();
        const projection = new ListsProjection(doc);
        projection.follow();
        for (const { row: n, what, above, value } of changes) {
          const row = id(n);
          const list = n <= 3 ? 'problems' : n <= 5 ? 'duties' : 'tasks';
          if (what === 'make')
            createRow(doc, { row, list, order: value, ...(n > 3 && { problem: id(above) }) });
          else if (what === 'order') setCell(doc, cellKey(row, 'order'), value);
          else if (what === 'deleted') setCell(doc, cellKey(row, 'deleted'), above === 1);
          else if (what === 'completion')
            setCell(doc, cellKey(row, 'completion'), above === 1 ? '已完成' : '基本完成');
          else if (what === 'text') replaceText(doc, row, 'cause', value);
          else if (what === 'type') setCell(doc, cellKey(row, 'types', '其他'), above === 1 ? true : null);
          else setCell(doc, cellKey(row, 'leaders', '@Abcdefghij012345 周某'), above === 1 ? value : null);
          if (above === 2) projection.lists();
        }
        expect(projection.lists()).toEqual(readLists(doc));
        const byLists = indexLists(projection.lists());
        for (let n = 1; n <= 8; n += 1) {
          const facts = projection.facts(id(n), false);
          expect(facts).toEqual(rowFacts(doc, id(n), false));
          if (facts.exists) expect(byLists.facts(id(n), false)).toEqual(facts);
          else expect(byLists.facts(id(n), false).exists).toBe(false);
        }
      }),
      { seed: 20_261_123, numRuns: 200 },
    );
  });
});
