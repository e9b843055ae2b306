/** Where a struct lies: a cell of the root map, or a root text. Names the places of what is stored. */
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { cellsOf, type Cells } from '#document/ledger-doc.ts';

export interface Place {
  readonly kind: 'cell' | 'text';
  /** key of the cell, or name of the root text */
  readonly name: string;
}

export const samePlace = (a: Place, b: Place): boolean => a.name === b.name && a.kind === b.kind;

export class Places {
  readonly cells: Cells;
  readonly #doc: Y.Doc;
  /** Yjs finds the name of a root only by walking all of them. */
  readonly #names = new WeakMap<object, string>();
  #texts = 0;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.cells = cellsOf(doc);
    for (const name of this.textNames()) this.rememberText(name);
  }

  get textCount(): number {
    return this.#texts;
  }

  hasText(name: string): boolean {
    return name !== CELLS && this.#doc.share.has(name);
  }

  textNames(): string[] {
    return [...this.#doc.share.keys()].filter((name) => name !== CELLS);
  }

  /** Call after the document got a new root text. */
  rememberText(name: string): void {
    const text = this.#doc.getText(name);
    if (!this.#names.has(text)) this.#texts += 1;
    this.#names.set(text, name);
  }

  /** Characters of a text, 0 when there is none. */
  lengthOf(name: string): number {
    return this.hasText(name) ? this.#doc.getText(name).length : 0;
  }

  nameOf(type: object): string | undefined {
    return this.#names.get(type);
  }

  /** The leftmost stored item of a place, deleted ones included. */
  firstOf(place: Place): Y.Item | null {
    if (place.kind === 'text') return this.#doc.share.get(place.name)?._start ?? null;
    let item = this.cells._map.get(place.name) ?? null;
    while (item?.left) item = item.left;
    return item;
  }

  /** The item that is a cell's value now. */
  currentOf(key: string): Y.Item | undefined {
    return this.cells._map.get(key);
  }

  /** The place of an integrated item; undefined for one that lies nowhere a ledger has. */
  of(item: Y.Item): Place | undefined {
    const parent: unknown = item.parent;
    if (parent === this.cells)
      return item.parentSub === null ? undefined : { kind: 'cell', name: item.parentSub };
    const name = parent instanceof Y.AbstractType ? this.#names.get(parent) : undefined;
    return name === undefined || item.parentSub !== null ? undefined : { kind: 'text', name };
  }
}
