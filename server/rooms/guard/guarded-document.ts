/**
 * A ledger's document with what the guard must know of it, kept up to date from each change. Rule G9: what is stored are
 * the document's own bytes, and a change outside of what was foreseen is a breach, never data.
 */
import * as Y from 'yjs';
import { parseKey, textKey } from '#document/keys.ts';
import { createLedgerDoc, type CellValue } from '#document/ledger-doc.ts';
import { ListsProjection } from '#document/lists-projection.ts';
import { replaceText, setCell, type Splice } from '#document/write.ts';
import type { RowFacts } from '#domain/permissions.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Steps } from '#domain/steps.ts';
import {
  inspect,
  type Author,
  type Guarded,
  type Inspected,
  type Inspection,
} from '#server/rooms/guard/inspect.ts';
import { STANDARD_LIMITS, type GuardLimits } from '#server/rooms/guard/limits.ts';
import { Places } from '#server/rooms/guard/places.ts';
import { joinUpdates } from '#server/rooms/joined-updates.ts';

/** Cells and texts written in one transaction of a long command. */
const CELLS_PER_PIECE = 250;
const TEXTS_PER_PIECE = 60;

/** The guard and Yjs disagree, or a stored update does not fit: the room must be dropped and read again. */
export class GuardBreach extends Error {
  override readonly name = 'GuardBreach';
}

export interface CellChange {
  readonly key: string;
  readonly old: CellValue | undefined;
  readonly now: CellValue;
}
export interface TextChange {
  readonly name: string;
  /** in order; each against the text as the ones before it left it */
  readonly splices: readonly Splice[];
}
export interface Applied {
  /** canonical V1 bytes; null when nothing changed */
  readonly update: Uint8Array | null;
  readonly cells: readonly CellChange[];
  readonly texts: readonly TextChange[];
  /** cells that were written, but whose value in force is another client's */
  readonly superseded: readonly { readonly key: string; readonly client: number }[];
}

interface Capture {
  update: Uint8Array | null;
  readonly cells: Set<string>;
  readonly texts: Map<string, readonly Splice[]>;
  /** length and characters of texts before the change */
  readonly before: ReadonlyMap<string, string>;
  readonly unforeseen: string[];
}

export class GuardedDocument implements Guarded {
  readonly doc: Y.Doc;
  readonly places: Places;
  readonly limits: GuardLimits;
  planPassed: boolean;
  readonly #projection: ListsProjection;
  #rowCount = 0;
  #capture: Capture | undefined;

  /** `updates`: the whole document in order. Throws `GuardBreach` when something they build on is missing. */
  constructor(updates: readonly Uint8Array[], planPassed: boolean, limits: GuardLimits = STANDARD_LIMITS) {
    this.limits = limits;
    this.doc = createLedgerDoc();
    this.planPassed = planPassed;
    this.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update);
    });
    this.#assertWhole();
    this.places = new Places(this.doc);
    this.#projection = new ListsProjection(this.doc);
    for (const key of this.places.cells.keys()) if (key.endsWith('/list')) this.#rowCount += 1;
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => this.#observe(transaction));
    this.doc.on('update', (update: Uint8Array) => {
      if (this.#capture) this.#capture.update = update;
    });
  }

  readonly facts = (row: string): RowFacts => this.#projection.facts(row, this.planPassed);

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows as they stand in memory, unacknowledged edits included. */
  lists(): Lists {
    return this.#projection.lists();
  }

  cellsOfRow(row: string): ReadonlyMap<string, CellValue> {
    return this.#projection.cells(row);
  }

  inspect(update: Uint8Array, author: Author): Inspected {
    return inspect(this, update, author);
  }

  /** Apply what `inspect` let through. Throws `GuardBreach`. */
  apply(update: Uint8Array, inspection: Inspection): Applied {
    const old = new Map([...inspection.cells].map((key) => [key, this.places.cells.get(key)]));
    const capture = this.#capturing(inspection.texts, () => Y.applyUpdate(this.doc, update));
    for (const key of capture.cells)
      if (!inspection.cells.has(key)) throw new GuardBreach('A cell changed that was not foreseen.');
    for (const name of capture.texts.keys()) {
      if (!inspection.texts.has(name)) throw new GuardBreach('A text changed that was not foreseen.');
    }
    this.#assertWhole();
    this.#rowCount += inspection.rowsBorn;
    return this.#applied(capture, old, new Set(inspection.clients));
  }

  /** A governed change, decided by the server itself, under the document's own client id. */
  write(
    cells: readonly { readonly key: string; readonly value: CellValue }[],
    texts: readonly { readonly key: string; readonly value: string }[],
  ): Applied {
    const old = new Map(cells.map(({ key }) => [key, this.places.cells.get(key)]));
    const capture = this.#capturing(new Set(texts.map(({ key }) => key)), () => {
      this.doc.transact(() => {
        for (const { key, value } of cells) setCell(this.doc, key, value);
        for (const { key, value } of texts) {
          const at = parseKey(key);
          if (!at || textKey(at.row, at.field) !== key)
            throw new GuardBreach('A command named a text that cannot be.');
          replaceText(this.doc, at.row, at.field, value);
        }
      });
    });
    for (const [key, value] of old) if (value === undefined && key.endsWith('/list')) this.#rowCount += 1;
    return { ...this.#applied(capture, old, new Set()), cells: stepsOf(cells, old) };
  }

  /** The same in pieces with places to stop; the caller lets nothing else touch the document until it is done (W17). */
  *writing(
    cells: Parameters<GuardedDocument['write']>[0],
    texts: Parameters<GuardedDocument['write']>[1],
  ): Steps<Applied> {
    const pieces: Applied[] = [];
    for (let from = 0; from < cells.length; from += CELLS_PER_PIECE) {
      pieces.push(this.write(cells.slice(from, from + CELLS_PER_PIECE), []));
      yield;
    }
    for (let from = 0; from < texts.length; from += TEXTS_PER_PIECE) {
      pieces.push(this.write([], texts.slice(from, from + TEXTS_PER_PIECE)));
      yield;
    }
    const updates = pieces.flatMap(({ update }) => update ?? []);
    return {
      update: updates.length === 0 ? null : yield* joinUpdates(updates),
      cells: pieces.flatMap((piece) => piece.cells),
      texts: pieces.flatMap((piece) => piece.texts),
      superseded: [],
    };
  }

  /** Reads the rows that changed, so that `lists` is at hand afterwards. */
  refreshing(): Steps<void> {
    return this.#projection.refreshing();
  }

  destroy(): void {
    this.doc.destroy();
  }

  #capturing(texts: ReadonlySet<string>, change: () => void): Capture {
    const before = new Map(
      [...texts].map((name) => [name, this.places.hasText(name) ? this.doc.getText(name).toString() : '']),
    );
    const capture: Capture = { update: null, cells: new Set(), texts: new Map(), before, unforeseen: [] };
    this.#capture = capture;
    try {
      change();
    } finally {
      this.#capture = undefined;
    }
    if (capture.unforeseen.length > 0) throw new GuardBreach('A type changed that no ledger has.');
    for (const name of texts) if (this.places.hasText(name)) this.places.rememberText(name);
    this.#projection.update([...capture.cells, ...capture.texts.keys()]);
    return capture;
  }

  /** Deltas must be read before Yjs collects what was deleted, so inside the transaction's end. */
  #observe(transaction: Y.Transaction): void {
    const capture = this.#capture;
    if (!capture || transaction.changed.size === 0) return;
    const texts: [object, Set<string | null>][] = [];
    for (const [type, parts] of transaction.changed) {
      if ((type as unknown) !== this.places.cells) texts.push([type, parts]);
      else for (const key of parts) if (key !== null) capture.cells.add(key);
    }
    if (texts.length === 0) return;
    const named = this.#newNames(capture);
    // Yjs opens a transaction for each delta that is read, and ends them all within each other: thousands cost the stack
    this.doc.transact(() => {
      for (const [type, parts] of texts) {
        const name = this.places.nameOf(type) ?? named.get(type);
        if (name === undefined) capture.unforeseen.push('');
        else capture.texts.set(name, splicesOf(type, transaction, parts, capture.before.get(name) ?? ''));
      }
    });
  }

  /** Root texts that this very change makes are not remembered yet. */
  #newNames(capture: Capture): ReadonlyMap<object, string> {
    const named = new Map<object, string>();
    for (const name of capture.before.keys()) {
      const type = this.doc.share.get(name);
      if (type) named.set(type, name);
    }
    return named;
  }

  #applied(
    capture: Capture,
    old: ReadonlyMap<string, CellValue | undefined>,
    authors: ReadonlySet<number>,
  ): Applied {
    const cells: CellChange[] = [];
    const superseded: { key: string; client: number }[] = [];
    for (const key of capture.cells) {
      const item = this.places.currentOf(key);
      if (!item || item.deleted) throw new GuardBreach('A cell was left without a value.');
      const now = this.places.cells.get(key) as CellValue;
      if (old.get(key) !== now) cells.push({ key, old: old.get(key), now });
      if (authors.size > 0 && !authors.has(item.id.client)) superseded.push({ key, client: item.id.client });
    }
    const texts = [...capture.texts].flatMap(([name, splices]) =>
      splices.length > 0 ? [{ name, splices }] : [],
    );
    return { update: capture.update, cells, texts, superseded };
  }

  #assertWhole(): void {
    const { pendingStructs, pendingDs } = this.doc.store;
    if (pendingStructs !== null || pendingDs !== null)
      throw new GuardBreach('Something is pending in the document.');
  }
}

/** Every value a command wrote, in order: states that are only passed through belong into the history too (rule W2). */
function stepsOf(
  cells: readonly { readonly key: string; readonly value: CellValue }[],
  old: ReadonlyMap<string, CellValue | undefined>,
): CellChange[] {
  const standing = new Map(old);
  return cells.flatMap(({ key, value }) => {
    const before = standing.get(key);
    standing.set(key, value);
    return before === value ? [] : [{ key, old: before, now: value }];
  });
}

/** A replaced stretch comes from Yjs as a deletion beside an insertion; together they are one splice. */
function splicesOf(
  type: object,
  transaction: Y.Transaction,
  parts: Set<string | null>,
  before: string,
): Splice[] {
  const event = new Y.YTextEvent(type as Y.Text, transaction, parts);
  const splices: Splice[] = [];
  let index = 0;
  let read = 0;
  let open: [index: number, deleted: string, inserted: string] | undefined;
  for (const { retain, insert, delete: removed } of event.delta) {
    if (retain !== undefined) {
      index += retain;
      read += retain;
      open = undefined;
      continue;
    }
    if (!open) splices.push((open = [index, '', '']));
    if (removed !== undefined) {
      open[1] += before.slice(read, read + removed);
      read += removed;
    } else if (typeof insert === 'string') {
      open[2] += insert;
      index += insert.length;
    }
  }
  return splices;
}
