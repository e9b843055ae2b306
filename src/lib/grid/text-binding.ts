/** Binds a textarea to a text that several people write: local input leaves as minimal splices, theirs arrive without moving one's caret. Never touches the textarea during a composition. */
import type { RemoteCaret, SharedText, Splice } from '#grid/shared-text.ts';
import { moveCaret, rebase, spliceBetween } from '#grid/splices.ts';

/** The part of a textarea that is needed. */
export interface Area {
  value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
  readonly selectionDirection: 'forward' | 'backward' | 'none';
  setSelectionRange(start: number, end: number, direction?: 'forward' | 'backward' | 'none'): void;
}

export interface BindingListener {
  readonly changed: (text: string) => void;
  readonly carets: (carets: readonly RemoteCaret[]) => void;
}

/** A composition that others overtake by more changes than this is taken over by comparing whole texts. */
const WAITING_MAX = 1_000;

export class TextBinding {
  readonly #area: Area;
  readonly #shared: SharedText;
  readonly #listener: BindingListener;
  readonly #stop: () => void;
  /** the shared text as the textarea knows it */
  #known: string;
  #waiting: Splice[] = [];
  #composing = false;
  #applying = false;
  /** typing onto a selected cell: the textarea starts empty and the first input replaces the whole text */
  #replaces: boolean;

  constructor(area: Area, shared: SharedText, replaces: boolean, listener: BindingListener) {
    this.#area = area;
    this.#shared = shared;
    this.#replaces = replaces;
    this.#listener = listener;
    this.#known = shared.read();
    if (!replaces) {
      area.value = this.#known;
      area.setSelectionRange(this.#known.length, this.#known.length);
    }
    this.#stop = shared.subscribe({
      changed: (splices) => this.#others(splices),
      carets: () => listener.carets(shared.carets()),
    });
    listener.carets(shared.carets());
    listener.changed(area.value);
  }

  /** True until something has been typed that replaced the old text. */
  get untouched(): boolean {
    return this.#replaces;
  }

  /** After an input event, or at the end of a composition. */
  input(): void {
    if (this.#composing) {
      this.#listener.changed(this.#area.value);
      return;
    }
    const value = this.#area.value;
    if (this.#replaces && value === '') return;
    this.#replaces = false;
    const own = spliceBetween(this.#known, value, this.#area.selectionEnd);
    const others = this.#waiting;
    this.#waiting = [];
    if (own) {
      this.#applying = true;
      for (const splice of rebase(own, others)) this.#shared.apply(splice);
      this.#applying = false;
    }
    this.#known = value;
    for (const splice of others) this.#show(splice);
    this.#settle();
    this.caret();
  }

  compose(on: boolean): void {
    this.#composing = on;
    if (!on) {
      this.input();
      if (this.#waiting.length) this.#flush();
    }
  }

  /** One's own caret to the others. */
  caret(): void {
    if (this.#composing || this.#replaces) return;
    const { selectionStart, selectionEnd, selectionDirection } = this.#area;
    const backward = selectionDirection === 'backward';
    this.#shared.select(backward ? selectionEnd : selectionStart, backward ? selectionStart : selectionEnd);
  }

  undo(): void {
    this.#step(() => this.#shared.undo());
  }
  redo(): void {
    this.#step(() => this.#shared.redo());
  }

  close(cancel: boolean): void {
    this.#stop();
    this.#shared.close(cancel);
  }

  #step(change: () => void): void {
    if (this.#composing) return;
    this.#replaces = false;
    change();
    this.#settle();
    this.caret();
  }

  #others(splices: readonly Splice[]): void {
    if (this.#applying) return;
    if (this.#replaces) {
      this.#known = this.#shared.read();
      return;
    }
    this.#waiting.push(...splices);
    if (this.#waiting.length > WAITING_MAX && this.#composing)
      this.#waiting.splice(0, this.#waiting.length - WAITING_MAX);
    if (!this.#composing) this.#flush();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const splice of waiting) this.#show(splice);
    this.#settle();
    this.#listener.carets(this.#shared.carets());
  }

  #show(splice: Splice): void {
    const { selectionStart, selectionEnd, selectionDirection } = this.#area;
    const end = splice.index + splice.remove;
    this.#area.value = this.#area.value.slice(0, splice.index) + splice.insert + this.#area.value.slice(end);
    this.#area.setSelectionRange(
      moveCaret(selectionStart, splice),
      moveCaret(selectionEnd, splice),
      selectionDirection,
    );
    this.#known = this.#area.value;
  }

  /** The shared text has the last word: whatever differs is shown as one change. */
  #settle(): void {
    const text = this.#shared.read();
    if (text !== this.#area.value) {
      const splice = spliceBetween(this.#area.value, text);
      if (splice) this.#show(splice);
    }
    this.#known = text;
    this.#listener.changed(text);
  }
}
