/** A ledger as plain values row by row, and the changes of the log applied to it or taken back (rule H3). */
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { createLedgerDoc, type CellValue, type Cells } from '#document/ledger-doc.ts';
import type { LedgerContent, RowContent } from '#document/lists-of-cells.ts';
import { applySplices, takeBackSplices, type TextSplice } from '#domain/history/splices.ts';
import type { ChangeTable } from '#server/store/schema.ts';

/** Log and checkpoints of a ledger do not fit together. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

export type PastChange = Pick<ChangeTable, 'seq' | 'cell' | 'old_value' | 'new_value'>;

interface OpenRow extends RowContent {
  readonly cells: Map<string, CellValue>;
  readonly texts: Map<string, string>;
}

/** `row/field` or `row/field:member`. */
function placeOf(key: string): readonly [row: string, name: string] {
  const slash = key.indexOf('/');
  return [slash < 0 ? '' : key.slice(0, slash), key.slice(slash + 1)];
}

/** What memory is reckoned by: characters of the texts, and forty for a cell. */
export function sizeOf(content: LedgerContent): number {
  let size = 0;
  for (const { cells, texts } of content.values()) {
    size += cells.size * 40;
    for (const text of texts.values()) size += text.length;
  }
  return size;
}

/** What a checkpoint holds. Throws `Damaged` when it is no whole document. */
export function contentOf(state: Uint8Array): LedgerContent {
  const doc = createLedgerDoc();
  // it is read once and thrown away: clearing up what was deleted would be for nothing
  doc.gc = false;
  Y.applyUpdate(doc, new Uint8Array(state));
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Damaged('A checkpoint is no whole document.');
  const rows = new Map<string, OpenRow>();
  const rowAt = (id: string): OpenRow => {
    let row = rows.get(id);
    if (!row) rows.set(id, (row = { cells: new Map(), texts: new Map() }));
    return row;
  };
  (doc.getMap(CELLS) as Cells).forEach((value, key) => {
    const [id, name] = placeOf(key);
    rowAt(id).cells.set(name, value);
  });
  for (const key of doc.share.keys()) {
    if (key === CELLS) continue;
    const text = doc.getText(key).toString();
    if (text === '') continue;
    const [id, name] = placeOf(key);
    rowAt(id).texts.set(name, text);
  }
  doc.destroy();
  return rows;
}

/** A change is of a text when its new value is a list of splices: no cell ever holds a list. */
export const splicesOf = (change: Pick<ChangeTable, 'new_value'>): readonly TextSplice[] | undefined =>
  change.new_value?.startsWith('[') === true
    ? (JSON.parse(change.new_value) as readonly TextSplice[])
    : undefined;

function put(row: OpenRow, name: string, text: string): void {
  if (text === '') row.texts.delete(name);
  else row.texts.set(name, text);
}

/** On the way from one content to another: rows are copied when they are changed first, the others stay shared. */
export class Walk {
  readonly #rows: Map<string, RowContent>;
  readonly #own = new Map<string, OpenRow>();

  constructor(from: LedgerContent) {
    this.#rows = new Map(from);
  }

  /** From the content before the change to the one after it. Throws `Damaged` where a splice does not fit. */
  apply(change: PastChange): void {
    const [id, name] = placeOf(change.cell);
    const row = this.#row(id);
    const splices = splicesOf(change);
    if (!splices) {
      row.cells.set(name, JSON.parse(change.new_value ?? 'null') as CellValue);
      return;
    }
    const text = applySplices(row.texts.get(name) ?? '', splices);
    if (text === undefined) throw new Damaged(`Commit ${change.seq} changes a text that is not there.`);
    put(row, name, text);
  }

  /** From the content after the change to the one before it. Throws `Damaged` where the change did not lead there. */
  takeBack(change: PastChange): void {
    const [id, name] = placeOf(change.cell);
    const row = this.#row(id);
    const splices = splicesOf(change);
    if (splices) {
      const text = takeBackSplices(row.texts.get(name) ?? '', splices);
      if (text === undefined) throw new Damaged(`Commit ${change.seq} made a text that is not there.`);
      put(row, name, text);
      return;
    }
    const now = row.cells.get(name);
    if (now === undefined || JSON.stringify(now) !== change.new_value)
      throw new Damaged(`Commit ${change.seq} gave a value that is not there.`);
    if (change.old_value === null) row.cells.delete(name);
    else row.cells.set(name, JSON.parse(change.old_value) as CellValue);
  }

  /** Where it has led. Nothing may be applied afterwards. */
  end(): LedgerContent {
    for (const [id, { cells, texts }] of this.#own)
      if (cells.size === 0 && texts.size === 0) this.#rows.delete(id);
    return this.#rows;
  }

  #row(id: string): OpenRow {
    const own = this.#own.get(id);
    if (own) return own;
    const shared = this.#rows.get(id);
    const row = { cells: new Map(shared?.cells), texts: new Map(shared?.texts) };
    this.#own.set(id, row);
    this.#rows.set(id, row);
    return row;
  }
}
