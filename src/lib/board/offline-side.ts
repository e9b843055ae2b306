/**
 * The part of a board that makes do without a server: keeps this browser's copy while there is a connection, and shows it,
 * with the edits that wait, where there was none from the start.
 */
import { encodeStateAsUpdate } from 'yjs';
import type { Welcome } from '#protocol/sync.ts';
import type { DocumentSession } from './document-session.ts';
import { ownerOf } from './intents.ts';
import { KeptCopy } from './kept-copy.ts';
import { KeptDocument } from './kept-document.ts';
import { MemoryKeptStore, type KeptLedger } from './kept-store.ts';
import type { Outbox } from './outbox.ts';
import type { LedgerLine } from './ledger-line.ts';
import { LedgerRights } from './ledger-rights.ts';
import { reExecute } from './re-execution.ts';
import type { BoardSurroundings } from './surroundings.ts';

export interface OfflineParts {
  readonly around: BoardSurroundings;
  readonly outbox: Outbox;
  readonly line: () => LedgerLine;
  /** The copy is there to be shown. */
  readonly opened: (ground: KeptDocument, ledger: KeptLedger) => void;
}

export class OfflineSide {
  readonly #parts: OfflineParts;
  readonly #copy: KeptCopy;
  #ground: KeptDocument | undefined;
  #at: string | null = null;
  #opening = false;
  #over = false;

  constructor(parts: OfflineParts) {
    this.#parts = parts;
    const { person, ledger, now, kept } = parts.around;
    this.#copy = new KeptCopy({
      store: kept ?? new MemoryKeptStore(),
      owner: ownerOf(person, ledger),
      now,
      whole: () => this.#committedWhole(),
    });
  }

  get ground(): KeptDocument | undefined {
    return this.#ground;
  }
  /** when the copy that is shown was in step with the server, or null */
  get at(): string | null {
    return this.#at;
  }

  /** There is no connection and never was one on this page: what this browser has is shown. */
  async open(): Promise<void> {
    if (this.#opening || this.#over) return;
    this.#opening = true;
    const kept = await this.#copy.read().catch((error: unknown) => {
      console.warn('The kept copy could not be read', error);
      return null;
    });
    if (!kept || this.#over || this.#parts.line().session) return;
    const { actor, planPassed, at } = kept.ledger;
    const ground = (this.#ground = new KeptDocument(kept.updates));
    this.#at = at;
    // seen as they were left; whether they can be done is found out where they are executed for good
    const rights = new LedgerRights(actor, planPassed, ground.rows);
    for (const { intent } of this.#parts.outbox.ops()) reExecute(ground.doc, intent, rights, this);
    this.#parts.opened(ground, kept.ledger);
  }

  /** A document of the server is in step: from here on it is what is kept. */
  follow(session: DocumentSession, { actor, planPassed, epoch }: Welcome): void {
    this.#opening = true;
    const { person, ledger, frame, now } = this.#parts.around;
    const at = new Date(now()).toISOString();
    const owner = ownerOf(person, ledger);
    const updates = session.committed((update) => this.#copy.add(update));
    this.#copy.begin({ owner, person, ledger, epoch, at, actor, planPassed, frame: frame ?? null }, updates);
  }

  /** Nothing stands on the copy any more. */
  leaveCopy(): void {
    this.#ground?.destroy();
    this.#ground = undefined;
    this.#at = null;
  }

  acknowledged(updates: readonly Uint8Array[]): void {
    for (const update of updates) this.#copy.add(update);
  }
  rightsChanged(rights: Pick<KeptLedger, 'actor' | 'planPassed'>): void {
    this.#copy.change(rights);
  }
  flush(): void {
    this.#copy.flush();
  }

  /** Nobody may see the copy here any more. */
  forget(): void {
    this.#over = true;
    this.#copy.remove();
  }

  destroy(): void {
    this.#over = true;
    this.#copy.stop();
    this.leaveCopy();
  }

  /** Null while the document holds edits that are not committed. */
  #committedWhole(): Uint8Array | null {
    const { session, state } = this.#parts.line();
    const isWhole = session && state === 'live' && this.#parts.outbox.size === 0;
    return isWhole ? encodeStateAsUpdate(session.doc) : null;
  }
}
