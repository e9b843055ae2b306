/** The rows that are on screen: recycled slots, their places, and the scroll position that stays put when heights turn out different. */
import { tick } from 'svelte';
import { heightOfLines, linesOf, ROW_LEAST } from '#grid/estimate.ts';
import type { GridColumn } from '#grid/grid.contract.ts';
import { RowHeights } from '#grid/heights.ts';
import type { Layout } from '#grid/layout.ts';
import { HEAD } from '#grid/layout.ts';
import type { Span, Spans } from '#grid/spans.ts';

const OVERSCAN_ABOVE = 3;
const OVERSCAN_BELOW = 5;
const SLOTS_LEAST = 32;
const SLOTS_MAX = 512;

/** One element for a row; it shows another row when its own has left the window. */
export class Slot<R> {
  index = $state(-1);
  top = $state(0);
  row = $state.raw<R | undefined>(undefined);
}

/** A merged cell on screen. */
export interface Merged {
  readonly key: string;
  readonly column: number;
  readonly span: Span;
}

export class Viewport<R extends { readonly id: string }> {
  rows = $state.raw<readonly R[]>([]);
  slots = $state.raw<readonly Slot<R>[]>([]);
  spans = $state.raw<Spans>(new Map());
  first = $state(0);
  /** width in which the columns are seen */
  room = $state(Infinity);
  last = $state(0);
  /** counts changes of heights; places are read after reading it */
  #version = $state(0);
  #heights = new RowHeights<R>();
  #layout: Layout | undefined;
  /** heights that merged cells ask of their rows together, by the key of the merged cell */
  readonly #asked = new Map<string, number>();
  #places = new Map<string, number>();
  #scroller: HTMLElement | undefined;
  #frame = 0;

  get total(): number {
    void this.#version;
    return this.#heights.total;
  }
  top(index: number): number {
    void this.#version;
    return this.#heights.top(index);
  }
  height(index: number): number {
    void this.#version;
    return this.#heights.height(index);
  }
  /** Index of a row, undefined when it is not among the rows. */
  placeOf(id: string): number | undefined {
    void this.rows;
    return this.#places.get(id);
  }
  /** The row at `y` below the head, in content pixels. */
  rowAt(y: number): number {
    return this.#heights.at(y);
  }

  attach(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    this.sync();
    return () => {
      cancelAnimationFrame(this.#frame);
      this.#scroller = undefined;
    };
  }

  /** New rows or columns; the first visible row keeps its place on the screen. */
  accept(rows: readonly R[], columns: readonly GridColumn<R>[], layout: Layout, spans: Spans): void {
    const anchor = this.#anchor();
    if (this.#layout !== layout) this.#heights.forget();
    this.#layout = layout;
    const wrapped = columns.flatMap((column, place) =>
      column.wrap ? [{ column, place, width: layout.widths[place]! }] : [],
    );
    this.#heights.accept(rows, (index) => {
      const row = rows[index]!;
      let lines = 1;
      for (const { column, place, width } of wrapped) {
        const span = spans.get(place)?.[index];
        const own = linesOf(column.text(row), width);
        // a merged cell has the room of all its rows
        lines = Math.max(lines, span ? Math.ceil(own / (span.last - span.first + 1)) : own);
      }
      return heightOfLines(lines);
    });
    this.rows = rows;
    this.spans = spans;
    this.#places = new Map(rows.map((row, index) => [row.id, index]));
    this.#version++;
    this.sync();
    if (anchor && this.#scroller) {
      const place = this.#places.get(anchor.id);
      if (place !== undefined) this.#scroll(this.#heights.top(place) + anchor.offset);
    }
  }

  /** Call on scroll; works once in a frame. */
  readonly scrolled = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.sync();
    });
  };

  /** Puts the rows of the window into slots, then measures those that were never seen. */
  sync(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const height = scroller.clientHeight;
    if (scroller.clientWidth) this.room = scroller.clientWidth;
    const count = this.rows.length;
    this.first = Math.max(0, this.#heights.at(scroller.scrollTop) - OVERSCAN_ABOVE);
    this.last = count
      ? Math.min(count, this.#heights.at(scroller.scrollTop + height) + 1 + OVERSCAN_BELOW)
      : 0;
    this.last = Math.min(this.last, this.first + SLOTS_MAX);
    this.#place();
    void tick().then(() => this.#measureNew());
  }

  #place(): void {
    const { first, last } = this;
    let slots = this.slots;
    if (slots.length < last - first || !slots.length) {
      let size = SLOTS_LEAST;
      while (size < last - first) size *= 2;
      slots = Array.from({ length: size }, (_, place) => this.slots[place] ?? new Slot<R>());
      this.slots = slots;
    }
    for (let place = 0; place < slots.length; place++) {
      const slot = slots[place]!;
      const index = first + ((((place - first) % slots.length) + slots.length) % slots.length);
      if (index >= last) {
        slot.index = -1;
        // a row that is gone leaves the page, not only the screen
        if (index >= this.rows.length) slot.row = undefined;
        continue;
      }
      slot.index = index;
      slot.top = this.#heights.top(index);
      slot.row = this.rows[index];
    }
  }

  /** A row that a recycled element shows may stand exactly as high as the one before: no observer tells, so new rows are read once. */
  #measureNew(): void {
    const body = this.#scroller;
    if (!body) return;
    const sizes: [number, number][] = [];
    for (const element of body.querySelectorAll<HTMLElement>('[data-row]')) {
      const index = Number(element.dataset.row);
      const row = this.rows[index];
      if (row && index >= this.first && index < this.last && !this.#heights.isMeasured(row.id))
        sizes.push([index, element.getBoundingClientRect().height]);
    }
    this.resized(sizes);
  }

  /** Measured heights, by row. Rows above the window push the scroll position along. */
  resized(sizes: readonly (readonly [number, number])[]): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const top = scroller.scrollTop;
    let changed = false;
    let above = 0;
    for (const [index, height] of sizes) {
      if (height <= 0) continue;
      const start = this.#heights.top(index);
      const grown = this.#heights.measure(index, height);
      if (!grown) continue;
      changed = true;
      if (start + above < top - 1) above += grown;
    }
    if (!changed) return;
    this.#version++;
    this.#place();
    if (above) this.#scroll(top + above);
    else this.scrolled();
  }

  /** The least height of a row: the last row of merged cells makes up what they need and its sisters lack. */
  leastOf(index: number): number {
    void this.#version;
    let least = ROW_LEAST;
    for (const [column, spans] of this.spans) {
      const span = spans[index];
      if (!span || span.last !== index) continue;
      const asked = this.#asked.get(this.#keyOf(column, span));
      if (asked !== undefined)
        least = Math.max(least, asked - (this.#heights.top(index) - this.#heights.top(span.first)));
    }
    return least;
  }

  /** A merged cell was measured. */
  ask(key: string, height: number): void {
    if (this.#asked.get(key) === height) return;
    this.#asked.set(key, height);
    this.#version++;
  }

  merged(): readonly Merged[] {
    const shown: Merged[] = [];
    for (const [column, spans] of this.spans) {
      for (let index = this.first; index < this.last;) {
        const span = spans[index];
        if (!span) break;
        shown.push({ key: this.#keyOf(column, span), column, span });
        index = span.last + 1;
      }
    }
    return shown;
  }

  /** Scrolls so that the rectangle of content pixels (below the head) is seen beside what is frozen. */
  reveal(
    top: number,
    bottom: number,
    left: number,
    right: number,
    frozenWidth: number,
    isFrozen: boolean,
  ): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const room = scroller.clientHeight - HEAD;
    if (top < scroller.scrollTop || bottom - top > room) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + room) scroller.scrollTop = bottom - room;
    if (!isFrozen) {
      if (left - frozenWidth < scroller.scrollLeft) scroller.scrollLeft = left - frozenWidth;
      else if (right > scroller.scrollLeft + scroller.clientWidth)
        scroller.scrollLeft = right - scroller.clientWidth;
    }
    this.sync();
  }

  get pageHeight(): number {
    return Math.max(ROW_LEAST, (this.#scroller?.clientHeight ?? 0) - HEAD);
  }

  #keyOf(column: number, span: Span): string {
    return `${column} ${this.rows[span.first]?.id ?? ''}`;
  }

  #anchor(): { readonly id: string; readonly offset: number } | undefined {
    const scroller = this.#scroller;
    if (!scroller || scroller.scrollTop <= 0) return undefined;
    const index = this.#heights.at(scroller.scrollTop);
    const row = this.rows[index];
    return row && { id: row.id, offset: scroller.scrollTop - this.#heights.top(index) };
  }

  #scroll(top: number): void {
    const scroller = this.#scroller;
    if (!scroller || Math.abs(scroller.scrollTop - top) < 0.5) return;
    // the sheet must have its new height before it can be scrolled there
    void tick().then(() => {
      scroller.scrollTop = top;
      this.sync();
    });
  }
}
