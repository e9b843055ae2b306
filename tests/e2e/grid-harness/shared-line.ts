/** A shared text in memory with a second writer that the test plays. */
import type { RemoteCaret, SharedText, Splice } from '#grid/shared-text.ts';
import { applySplice, moveCaret } from '#grid/splices.ts';

type Listener = Parameters<SharedText['subscribe']>[0];

export class SharedLine implements SharedText {
  #text: string;
  readonly #opened: string;
  readonly #write: (text: string) => void;
  #listener: Listener | undefined;
  #remote: RemoteCaret[] = [];
  #undone: string[] = [];
  #done: string[] = [];
  readonly own: { anchor: number; head: number }[] = [];
  closed: 'kept' | 'cancelled' | undefined;

  constructor(text: string, write: (text: string) => void) {
    this.#text = text;
    this.#opened = text;
    this.#write = write;
  }

  read(): string {
    return this.#text;
  }
  apply(splice: Splice): void {
    this.#done.push(this.#text);
    this.#set(applySplice(this.#text, splice));
    this.#remote = this.#remote.map((caret) => ({
      ...caret,
      anchor: moveCaret(caret.anchor, splice),
      head: moveCaret(caret.head, splice),
    }));
    this.#listener?.carets();
  }
  subscribe(listener: Listener): () => void {
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }
  carets(): readonly RemoteCaret[] {
    return this.#remote;
  }
  select(anchor: number, head: number): void {
    this.own.push({ anchor, head });
  }
  undo(): void {
    const text = this.#done.pop();
    if (text === undefined) return;
    this.#undone.push(this.#text);
    this.#set(text);
  }
  redo(): void {
    const text = this.#undone.pop();
    if (text === undefined) return;
    this.#done.push(this.#text);
    this.#set(text);
  }
  close(cancel: boolean): void {
    this.closed = cancel ? 'cancelled' : 'kept';
    if (cancel) this.#set(this.#opened);
  }

  /** The second writer. */
  remoteSplice(splice: Splice): void {
    this.#set(applySplice(this.#text, splice));
    this.#listener?.changed([splice]);
  }
  remoteCaret(name: string, colour: number, anchor: number, head: number): void {
    this.#remote = [
      ...this.#remote.filter((caret) => caret.id !== name),
      { id: name, name, colour, anchor, head },
    ];
    this.#listener?.carets();
  }

  #set(text: string): void {
    this.#text = text;
    this.#write(text);
  }
}
