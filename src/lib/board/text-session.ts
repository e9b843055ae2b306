/**
 * One prose text while an editor is mounted on it: the grid's `SharedText` port over a Y.Text. Characters travel as they
 * are typed; undo and cancel touch own changes only. Survives a change of the document underneath.
 */
import * as Y from 'yjs';
import type { Awareness } from 'y-protocols/awareness';
import type { RemoteCaret, SharedText, Splice } from '#grid/shared-text.ts';
import { textKey } from '#document/keys.ts';
import { textOf } from '#document/ledger-doc.ts';
import { minimalSplice, spliceText } from '#document/write.ts';
import type { Refusal, Verdict } from '#domain/refusals.ts';
import { CaretBook } from './carets.ts';
import {
  applySplice,
  splicesOfDelta,
  wholeCharacters,
  withSurroundings,
  type PlacedSplice,
} from './splices.ts';

export interface TextGround {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
}

/** What a session needs of the board. */
export interface TextSessionPort {
  /** Own change: goes into the outbox. */
  readonly written: (key: string, splices: readonly PlacedSplice[], update: Uint8Array) => void;
  /** Somebody else changed the text. */
  readonly moved: (key: string) => void;
  readonly check: (text: string) => Verdict;
  readonly refused: (splice: PlacedSplice, reason: Refusal) => void;
  /** `after` is null when the step can't be taken back as a whole (others wrote in between, or nothing changed). */
  readonly closed: (before: string, after: string | null) => void;
}

type Listener = Parameters<SharedText['subscribe']>[0];

export class TextSession implements SharedText {
  readonly #row: string;
  readonly #field: string;
  readonly #key: string;
  readonly #port: TextSessionPort;
  readonly #listeners = new Set<Listener>();
  readonly #opened: string;
  #ground: TextGround;
  #text: Y.Text | undefined;
  #undo: Y.UndoManager | undefined;
  #carets: CaretBook;
  /** the text as the editor knows it */
  #seen: string;
  #own: PlacedSplice[] = [];
  #foreign = false;
  #open = true;

  constructor(row: string, field: string, ground: TextGround, port: TextSessionPort) {
    this.#row = row;
    this.#field = field;
    this.#key = textKey(row, field);
    this.#port = port;
    this.#ground = ground;
    this.#carets = new CaretBook(ground.awareness, this.#caretsMoved);
    this.#seen = textOf(ground.doc, row, field)?.toString() ?? '';
    this.#opened = this.#seen;
    this.#bind();
  }

  read(): string {
    return this.#seen;
  }

  apply(splice: Splice): void {
    if (!this.#open) return;
    const whole = wholeCharacters(this.#seen, splice);
    if (whole.remove === 0 && whole.insert === '') return;
    const verdict = this.#port.check(applySplice(this.#seen, whole));
    if (!verdict.ok) this.#refuse(whole, verdict);
    else this.#write(whole);
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  carets(): readonly RemoteCaret[] {
    return this.#text ? this.#carets.inText(this.#ground.doc, this.#text) : [];
  }

  select(anchor: number, head: number): void {
    if (this.#open) this.#carets.announce(this.#text, anchor, head);
  }

  undo(): void {
    this.#undo?.undo();
  }
  redo(): void {
    this.#undo?.redo();
  }

  close(cancel: boolean): void {
    if (!this.#open) return;
    if (cancel) this.#takeBack();
    this.#open = false;
    this.#listeners.clear();
    this.#unbind();
    this.#carets.destroy();
    this.#port.closed(this.#opened, this.#foreign || this.#seen === this.#opened ? null : this.#seen);
  }

  /** The board moved to another document: follow it, and tell the editor what differs there. */
  attach(ground: TextGround): void {
    this.#unbind();
    this.#carets.destroy();
    this.#ground = ground;
    this.#carets = new CaretBook(ground.awareness, this.#caretsMoved);
    this.#bind();
    this.#follow(textOf(ground.doc, this.#row, this.#field)?.toString() ?? '');
  }

  #write(splice: Splice): void {
    const { doc } = this.#ground;
    if (!this.#text && splice.insert === '') return;
    doc.transact(() => {
      // The root is made with its first character, and watched before that character is in.
      if (!this.#text) this.#watch(doc.getText(this.#key));
      spliceText(doc, this.#row, this.#field, splice.index, splice.remove, splice.insert);
    }, this);
  }

  /** What does not fit is taken back in the editor too, after its own handler has finished. */
  #refuse(splice: Splice, reason: Refusal): void {
    const max = Number(reason.params['max'] ?? 0);
    const room = reason.code === 'TOO_LONG' ? max - (this.#seen.length - splice.remove) : 0;
    const fitting =
      room > 0 ? wholeCharacters(splice.insert, { index: 0, remove: room, insert: '' }).remove : 0;
    const kept = fitting > room ? fitting - 2 : fitting;
    const removed = this.#seen.slice(splice.index, splice.index + splice.remove);
    const rest = splice.insert.slice(kept);
    this.#port.refused(withSurroundings(this.#seen, { ...splice, insert: rest }), reason);
    const back: Splice = { index: splice.index + kept, remove: rest.length, insert: kept > 0 ? '' : removed };
    if (kept > 0) this.#write({ ...splice, insert: splice.insert.slice(0, kept) });
    queueMicrotask(() => this.#tell([back]));
  }

  #takeBack(): void {
    while (this.#undo?.canUndo()) this.#undo.undo();
    const rest = this.#foreign ? undefined : minimalSplice(this.#seen, this.#opened);
    if (rest) this.#write({ index: rest[0], remove: rest[1].length, insert: rest[2] });
  }

  #bind(): void {
    const { doc } = this.#ground;
    doc.on('update', this.#updated);
    const text = textOf(doc, this.#row, this.#field);
    if (text) this.#watch(text);
    else doc.on('afterTransaction', this.#appeared);
  }

  #unbind(): void {
    const { doc } = this.#ground;
    doc.off('update', this.#updated);
    doc.off('afterTransaction', this.#appeared);
    this.#text?.unobserve(this.#observed);
    this.#undo?.destroy();
    this.#text = undefined;
    this.#undo = undefined;
  }

  #watch(text: Y.Text): void {
    this.#ground.doc.off('afterTransaction', this.#appeared);
    this.#text = text;
    text.observe(this.#observed);
    this.#undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
  }

  /** Somebody else wrote the first character. */
  readonly #appeared = (): void => {
    const text = textOf(this.#ground.doc, this.#row, this.#field);
    if (!text || this.#text) return;
    this.#watch(text);
    this.#follow(text.toString());
  };

  readonly #observed = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    const splices = splicesOfDelta(event.delta);
    const typed = transaction.origin === this;
    const own = typed || transaction.origin === this.#undo;
    for (const splice of splices) {
      if (own) this.#own.push(withSurroundings(this.#seen, splice));
      this.#seen = applySplice(this.#seen, splice);
    }
    if (!own) {
      this.#foreign = true;
      this.#port.moved(this.#key);
    }
    if (!typed) this.#tell(splices);
    else for (const listener of this.#listeners) listener.carets();
  };

  /** Comes after `#observed` of the same transaction, with its bytes. */
  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    if (this.#own.length === 0 || (origin !== this && origin !== this.#undo)) return;
    const splices = this.#own;
    this.#own = [];
    this.#port.written(this.#key, splices, update);
  };

  readonly #caretsMoved = (): void => {
    for (const listener of this.#listeners) listener.carets();
  };

  #follow(text: string): void {
    const difference = minimalSplice(this.#seen, text);
    this.#seen = text;
    if (!difference) return;
    this.#foreign = true;
    this.#tell([{ index: difference[0], remove: difference[1].length, insert: difference[2] }]);
  }

  #tell(splices: readonly Splice[]): void {
    if (splices.length === 0) return;
    for (const listener of this.#listeners) {
      listener.changed(splices);
      listener.carets();
    }
  }
}
