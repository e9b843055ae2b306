/** Port: a text that several people edit at once, as the grid's editor sees it. The board implements it over a Y.Text. */

/** Characters are UTF-16 units, as in a textarea. */
export interface Splice {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
}
export interface RemoteCaret {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly anchor: number;
  readonly head: number;
}

export interface SharedText {
  read(): string;
  /** A local change; becomes visible to others as it is typed. */
  apply(splice: Splice): void;
  /** Told of changes made by others (in order, already applied) and of moved carets. Returns the unsubscription. */
  subscribe(listener: {
    readonly changed: (splices: readonly Splice[]) => void;
    readonly carets: () => void;
  }): () => void;
  carets(): readonly RemoteCaret[];
  /** Announce one's own caret. */
  select(anchor: number, head: number): void;
  undo(): void;
  redo(): void;
  /** Unmount. `cancel` takes back what was typed since opening (own changes only). */
  close(cancel: boolean): void;
}
