/** Mouse and touch on the sheet: selecting, dragging with autoscroll, the fill handle, widths. A cell is found by its place, not by its element. */
import { reachOf } from '#grid/block.ts';
import { columnAt, GUTTER, HEAD } from '#grid/layout.ts';
import type { GridModel } from '#grid/model.svelte.ts';
import type { Place } from '#grid/selection.ts';
import { rangeOf } from '#grid/selection.ts';
import type { Writing } from '#grid/writing.ts';

const SCROLL_STEP_MAX = 40;
const OWN = 'a,button,input,select,textarea,summary,[data-own]';

type Drag =
  | { readonly kind: 'cells' | 'rows' | 'columns' | 'fill' }
  | { readonly kind: 'width'; readonly column: number; readonly from: number; readonly width: number };

export class Pointer<R extends { readonly id: string }> {
  readonly #grid: GridModel<R>;
  readonly #writing: Writing<R>;
  #scroller: HTMLElement | undefined;
  #drag: Drag | undefined;
  #last: { readonly x: number; readonly y: number } = { x: 0, y: 0 };
  #frame = 0;

  constructor(grid: GridModel<R>, writing: Writing<R>) {
    this.#grid = grid;
    this.#writing = writing;
  }

  attach(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    return () => {
      cancelAnimationFrame(this.#frame);
      this.#scroller = undefined;
    };
  }

  /** Keeps the focus in the textarea, except for what has its own. */
  readonly mousedown = (event: MouseEvent): void => {
    if (!(event.target as Element).closest(OWN)) event.preventDefault();
  };

  readonly down = (event: PointerEvent): void => {
    this.#grid.touched = event.pointerType === 'touch';
    if (event.pointerType === 'touch' || event.button !== 0 || !this.#inside(event)) return;
    const target = event.target as Element;
    const handle = target.closest<HTMLElement>('[data-width]');
    if (handle) {
      const column = Number(handle.dataset.width);
      this.#start(
        { kind: 'width', column, from: event.clientX, width: this.#grid.layout.widths[column]! },
        event,
      );
      return;
    }
    if (target.closest('[data-fill]')) {
      this.#start({ kind: 'fill' }, event);
      return;
    }
    if (target.closest(OWN)) return;
    this.#writing.commit();
    this.#grid.focus();
    this.#press(event, target);
  };

  #press(event: PointerEvent, target: Element): void {
    const { extent } = this.#grid;
    if (!extent.rows || !extent.columns) return;
    const place = this.#hit(event.clientX, event.clientY);
    const inHead = target.closest('[data-head]') !== null;
    if (inHead && place.column < 0) {
      this.#grid.selectRange({ top: 0, left: 0, bottom: extent.rows - 1, right: extent.columns - 1 });
    } else if (inHead) {
      this.#lines('columns', place, event.shiftKey);
      this.#start({ kind: 'columns' }, event);
    } else if (place.column < 0) {
      this.#lines('rows', place, event.shiftKey);
      this.#start({ kind: 'rows' }, event);
    } else {
      this.#grid.select(place, event.shiftKey);
      if (target.closest('[data-toggle]') && !event.shiftKey) this.#writing.toggle();
      else this.#start({ kind: 'cells' }, event);
    }
  }

  readonly move = (event: PointerEvent): void => {
    if (!this.#drag) return;
    this.#last = { x: event.clientX, y: event.clientY };
    this.#follow();
    this.#frame ||= requestAnimationFrame(this.#autoscroll);
  };

  readonly up = (): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { filling } = this.#grid;
    this.#grid.filling = undefined;
    if (drag?.kind === 'fill' && filling) this.#writing.fillTo(filling);
    if (drag) this.#grid.focus();
  };

  readonly doubleClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const handle = target.closest<HTMLElement>('[data-width]');
    if (handle) this.#grid.resize(Number(handle.dataset.width), undefined);
    else if (
      !target.closest(`${OWN},[data-head],[data-toggle],[data-fill]`) &&
      this.#hit(event.clientX, event.clientY).column >= 0
    )
      this.#writeAt(event.clientX, event.clientY);
  };

  /** Writing begins where the text was pointed at. */
  #writeAt(clientX: number, clientY: number): void {
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    const node = range?.startContainer;
    const shown = node instanceof Text ? node.data : '';
    const { area } = this.#grid.editor;
    if (!this.#grid.begin('edit') || !range || !area || !shown.trim() || shown.trim() !== area.value.trim())
      return;
    const place = range.startOffset - shown.indexOf(shown.trim()) + area.value.indexOf(shown.trim());
    area.setSelectionRange(place, place);
  }

  /** A tap selects, a second one on the same cell writes; scrolling stays the browser's. */
  readonly click = (event: MouseEvent): void => {
    if (!('pointerType' in event) || event.pointerType !== 'touch' || !this.#inside(event)) return;
    const target = event.target as Element;
    if (target.closest(`${OWN},[data-head]`)) return;
    const place = this.#hit(event.clientX, event.clientY);
    const before = this.#grid.active;
    this.#writing.commit();
    if (place.column < 0) {
      this.#lines('rows', place, false);
      return;
    }
    this.#grid.select(place);
    const isSame =
      before?.column === place.column && before.row === this.#grid.active?.row && this.#grid.focused;
    this.#grid.focus();
    if (target.closest('[data-toggle]')) this.#writing.toggle();
    else if (isSame) this.#write();
  };

  /** The keyboard on the glass comes up only when the focus arrives in a field that wants one. */
  #write(): void {
    const { area } = this.#grid.editor;
    if (!area || !this.#grid.writable()) return;
    area.inputMode = 'text';
    area.blur();
    this.#grid.focus();
    this.#grid.begin('edit');
  }

  #start(drag: Drag, event: PointerEvent): void {
    this.#drag = drag;
    this.#last = { x: event.clientX, y: event.clientY };
    this.#scroller?.setPointerCapture(event.pointerId);
  }

  #lines(which: 'rows' | 'columns', place: Place, extend: boolean): void {
    const { extent, selection } = this.#grid;
    const anchor = extend && selection ? selection.anchor : place;
    const isRows = which === 'rows';
    const anchored = isRows ? { row: anchor.row, column: 0 } : { row: 0, column: anchor.column };
    const head = isRows
      ? { row: place.row, column: extent.columns - 1 }
      : { row: extent.rows - 1, column: place.column };
    this.#grid.note = undefined;
    const active = isRows ? { row: anchor.row, column: this.#grid.lead } : anchored;
    this.#grid.selection = { active, anchor: anchored, head };
  }

  #follow(): void {
    const drag = this.#drag;
    if (!drag) return;
    if (drag.kind === 'width') {
      this.#grid.resize(drag.column, drag.width + this.#last.x - drag.from);
      return;
    }
    const hit = this.#hit(this.#last.x, this.#last.y);
    const place = { row: hit.row, column: Math.max(0, hit.column) };
    const { selection } = this.#grid;
    if (!selection) return;
    if (drag.kind === 'fill') this.#grid.filling = reachOf(rangeOf(selection), place.row, place.column);
    else if (drag.kind === 'cells') {
      if (place.row !== selection.head.row || place.column !== selection.head.column)
        this.#grid.select(place, true);
    } else this.#lines(drag.kind, place, true);
  }

  readonly #autoscroll = (): void => {
    this.#frame = 0;
    const scroller = this.#scroller;
    if (!scroller || !this.#drag || this.#drag.kind === 'width') return;
    const box = scroller.getBoundingClientRect();
    const beyond = (value: number, low: number, high: number): number =>
      Math.max(
        -SCROLL_STEP_MAX,
        Math.min(SCROLL_STEP_MAX, value < low ? value - low : Math.max(0, value - high)),
      );
    const down = beyond(this.#last.y, box.top + HEAD, box.top + scroller.clientHeight);
    const right = beyond(
      this.#last.x,
      box.left + this.#grid.layout.frozenWidth,
      box.left + scroller.clientWidth,
    );
    const wantsDown = this.#drag.kind !== 'columns' && down !== 0;
    const wantsRight = this.#drag.kind !== 'rows' && right > 0 ? true : right < 0 && scroller.scrollLeft > 0;
    if (!wantsDown && !wantsRight) return;
    scroller.scrollBy(wantsRight ? right : 0, wantsDown ? down : 0);
    this.#follow();
    this.#frame = requestAnimationFrame(this.#autoscroll);
  };

  /** Not on a scrollbar. */
  #inside(event: MouseEvent): boolean {
    const scroller = this.#scroller;
    if (!scroller) return false;
    const box = scroller.getBoundingClientRect();
    return event.clientX - box.left < scroller.clientWidth && event.clientY - box.top < scroller.clientHeight;
  }

  /** Column -1 is a row's head. Beyond the rows: the last one. */
  #hit(clientX: number, clientY: number): Place {
    const scroller = this.#scroller!;
    const box = scroller.getBoundingClientRect();
    const x = clientX - box.left;
    const y = Math.max(0, clientY - box.top - HEAD) + scroller.scrollTop;
    const column = columnAt(this.#grid.layout, x, scroller.scrollLeft);
    return { row: this.#grid.viewport.rowAt(y), column: x < GUTTER && x >= 0 ? -1 : column };
  }
}
