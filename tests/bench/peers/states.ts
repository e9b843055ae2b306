/** The documents of the comparison: a ledger of a few rows, a large one of 11.9 MB, and one with a long history. Every server gets the same bytes. */
import * as Y from 'yjs';
import { cellKey } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { cellsOfNewRow, createRow, setCell, spliceText } from '#document/write.ts';

/** Who wrote the beginning of each document. */
const FIRST_CLIENT = 1;
/** Who wrote its history. */
export const HISTORY_CLIENT = 2;
const LARGE_PROBLEMS = 2_000;
const LARGE_TASKS_EACH = 4;
/** 12 cells a row: with this much text in each problem the whole is 11.9 MB. */
const LARGE_ORIGINAL = '贯彻落实上级决策部署不够有力，结合实际制定具体措施不多，跟踪问效不到位。'.repeat(32);

export const rowId = (kind: string, n: number): string =>
  `${kind}${String(n).padStart(16 - kind.length, '0')}`;
/** The cell that the n-th writer of a room changes, again and again. */
export const cellOfWriter = (n: number): string => cellKey(rowId('problem', n), 'category');

type Value = string | number | boolean;

function problem(doc: Y.Doc, n: number, original: string): void {
  const row = rowId('problem', n);
  for (const { key, value } of cellsOfNewRow({ row, list: 'problems', order: `a${n}` }))
    setCell(doc, key, value);
  const cells: Readonly<Record<string, Value>> = {
    status: 'issued',
    original,
    code: String(n),
    source: '县委巡察',
    category: '四个落实',
    subcategory: '主体责任',
    nature: '个性',
    key: false,
    kind: 'timed',
    due: '2026-12-31',
  };
  for (const [field, value] of Object.entries(cells)) setCell(doc, cellKey(row, field), value);
}

function task(doc: Y.Doc, n: number, above: number): void {
  const row = rowId('task', n);
  createRow(doc, { row, list: 'tasks', order: `a${n}`, problem: rowId('problem', above) });
  const cells: Readonly<Record<string, Value>> = {
    owner: '办公室',
    due: '2026-12-31',
    dueText: '年底前',
    immediate: false,
    withinFocus: true,
    longTerm: false,
    completion: '未完成',
    'types:建章立制': true,
    'counters:rules': 1,
  };
  for (const [field, value] of Object.entries(cells)) setCell(doc, `${row}/${field}`, value);
}

function written(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = createLedgerDoc();
  doc.clientID = FIRST_CLIENT;
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc);
}

/** A ledger of so many problems. */
export const smallState = (problems: number): Uint8Array =>
  written((doc) => {
    for (let n = 0; n < problems; n += 1) problem(doc, n, `问题${n}的反馈原文。`);
  });

/** 2,000 problems and 8,000 tasks, 120,000 cells, 11.9 MB. */
export const largeState = (): Uint8Array =>
  written((doc) => {
    for (let n = 0; n < LARGE_PROBLEMS; n += 1) problem(doc, n, LARGE_ORIGINAL);
    for (let n = 0; n < LARGE_PROBLEMS * LARGE_TASKS_EACH; n += 1)
      task(doc, n, Math.floor(n / LARGE_TASKS_EACH));
  });

export interface HistoryStep {
  readonly update: Uint8Array;
  /** what it wrote: a cell, or a text with its splice */
  readonly cell: string;
  readonly old: string | null;
  readonly now: string;
}

const TEXTS = 200;
/** One in so many updates sets a cell, the others are typing; a text that has grown this long is begun anew. */
const CELL_EVERY = 5;
/** Updates that somebody stays in one text. */
const STAY = 25;
const TEXT_LENGTH_MAX = 400;
const PHRASE = '整改措施落实到位并长期坚持';

/** What people do over years, update by update: four in five type a character or delete one, in runs, one in five sets a cell. */
export function* history(updates: number, start: Uint8Array): Generator<HistoryStep> {
  const doc = createLedgerDoc();
  Y.applyUpdate(doc, start);
  doc.clientID = HISTORY_CLIENT;
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => (update = bytes));
  for (let n = 0; n < updates; n += 1) {
    const row = rowId('problem', (Math.floor(n / STAY) * 7) % TEXTS);
    if (n % CELL_EVERY === 0) {
      const cell = cellKey(row, 'category');
      const old = String(doc.getMap('cells').get(cell));
      setCell(doc, cell, `第${n}次`);
      yield { update, cell, old: JSON.stringify(old), now: JSON.stringify(`第${n}次`) };
      continue;
    }
    const cell = `${row}/symptom`;
    const { length } = doc.getText(cell);
    const removed = length >= TEXT_LENGTH_MAX ? length : n % 9 === 0 && length > 0 ? 1 : 0;
    const deleted =
      removed > 0
        ? doc
            .getText(cell)
            .toString()
            .slice(length - removed)
        : '';
    const inserted = removed > 0 ? '' : PHRASE.charAt(n % PHRASE.length);
    spliceText(doc, row, 'symptom', length - removed, removed, inserted);
    yield { update, cell, old: null, now: JSON.stringify([[length - removed, deleted, inserted]]) };
  }
}
