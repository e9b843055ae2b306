/**
 * What the server has not acknowledged yet: intents with the bytes that carry them, in order, sent with a window and
 * kept in the store until the ACK (which means fsynced). Must not touch a document.
 */
import { mergeUpdates } from 'yjs';
import { UPDATE_BYTES_MAX } from '#protocol/limits.ts';
import { appendSplice, type PlacedSplice } from './splices.ts';
import type { CellIntent, Intent, IntentRecord } from './intents.ts';
import { INTENTS_MAX, type OutboxStore } from './outbox-store.ts';
import type { SendBudget } from './send-budget.ts';

/** Edits without an answer at any time. */
export const IN_FLIGHT_MAX = 64;
/** Own keystrokes of one text within this frame travel as one edit. */
export const TYPING_FRAME_MS = 50;
/** A text edit that waits takes in so much, then a new one begins (frames are limited by the guard). */
const MERGED_UPDATES_MAX = 1_000;
const MERGED_BYTES_MAX = UPDATE_BYTES_MAX / 2;

export interface OutboxOp {
  readonly opId: string;
  readonly n: number;
  readonly at: string;
  readonly intent: Intent;
  /** bytes of it in the document of now, in order; none: not executed there yet */
  readonly updates: readonly Uint8Array[];
  /** times the server refused it */
  readonly refusals: number;
}

export interface OutboxSettings {
  readonly store: OutboxStore;
  readonly owner: string;
  readonly page: string;
  readonly freshId: () => string;
  /** ISO instant */
  readonly now: () => string;
  /** told after every change of what waits */
  readonly changed: () => void;
  readonly budget: Pick<SendBudget, 'take'>;
}

type Send = (opId: string, update: Uint8Array) => void;

export class Outbox {
  readonly #settings: OutboxSettings;
  readonly #ops = new Map<string, OutboxOp>();
  readonly #unanswered = new Set<string>();
  readonly #unstored = new Set<string>();
  #send: Send | null = null;
  #held = false;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #pace: ReturnType<typeof setTimeout> | undefined;
  /** the text edit that may still take in keystrokes */
  #typing: string | undefined;
  #typingBytes = 0;
  #count = 0;
  #drained: (() => void)[] = [];

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#ops.size;
  }
  get full(): boolean {
    return this.#ops.size >= INTENTS_MAX;
  }
  get unanswered(): number {
    return this.#unanswered.size;
  }
  ops(): readonly OutboxOp[] {
    return [...this.#ops.values()];
  }
  get(opId: string): OutboxOp | undefined {
    return this.#ops.get(opId);
  }

  addCells(cells: readonly CellIntent[], update: Uint8Array): string {
    this.#typing = undefined;
    const opId = this.#add({ kind: 'cells', cells }, [update]);
    this.flush();
    return opId;
  }

  /** Own keystrokes: those of one frame, and those that wait for a connection, become one edit. */
  addText(text: string, splices: readonly PlacedSplice[], update: Uint8Array): string {
    const open = this.#typing === undefined ? undefined : this.#ops.get(this.#typing);
    if (open?.intent.kind === 'text' && open.intent.text === text && this.#mayTakeIn(update)) {
      const merged = splices.reduce(appendSplice, open.intent.splices);
      this.#put({
        ...open,
        intent: { kind: 'text', text, splices: merged },
        updates: [...open.updates, update],
      });
      this.#typingBytes += update.length;
      this.#settings.changed();
      this.#scheduleFrame();
      return open.opId;
    }
    this.#typing = undefined;
    this.flush();
    const opId = this.#add({ kind: 'text', text, splices }, [update]);
    this.#typing = opId;
    this.#typingBytes = update.length;
    this.#scheduleFrame();
    return opId;
  }

  #mayTakeIn(update: Uint8Array): boolean {
    const changes = this.#typing === undefined ? 0 : (this.#ops.get(this.#typing)?.updates.length ?? 0);
    return changes < MERGED_UPDATES_MAX && this.#typingBytes + update.length <= MERGED_BYTES_MAX;
  }

  /** Somebody else changed this text: later keystrokes stand on other ground and start a new edit. */
  closeText(text: string): void {
    const open = this.#typing === undefined ? undefined : this.#ops.get(this.#typing);
    if (open?.intent.kind !== 'text' || open.intent.text !== text) return;
    this.#typing = undefined;
    this.flush();
  }

  /** Intents of a page that is gone; they wait to be executed. */
  adopt(records: readonly IntentRecord[]): void {
    for (const { opId, at, intent } of records) {
      if (this.#ops.has(opId)) continue;
      this.#count += 1;
      this.#ops.set(opId, { opId, n: this.#count, at, intent, updates: [], refusals: 0 });
    }
    if (records.length > 0) this.#settings.changed();
  }

  /** They are committed: nothing waits for them any more. Answers those that did. */
  settle(opIds: readonly string[]): readonly OutboxOp[] {
    const settled: OutboxOp[] = [];
    for (const opId of opIds) {
      const op = this.#ops.get(opId);
      if (op) settled.push(op);
      this.#forget(opId);
    }
    if (settled.length > 0) {
      this.#store(this.#settings.store.removeIntents(settled.map(({ opId }) => opId)));
      this.#settings.changed();
      if (this.#ops.size === 0) this.#wakeDrained();
    }
    this.#pump();
    return settled;
  }

  /** The server answered with a refusal: what of it may still be tried (null: nothing) waits for a new document. */
  refuse(opId: string, rest: Intent | null, counts: boolean): void {
    const op = this.#ops.get(opId);
    this.#unanswered.delete(opId);
    if (!op) return;
    if (rest === null) {
      this.settle([opId]);
      return;
    }
    this.#put({ ...op, intent: rest, updates: [], refusals: op.refusals + (counts ? 1 : 0) });
    this.#storeNow();
    this.#settings.changed();
  }

  /** Executed again in a new document, whole or in part. */
  execute(opId: string, intent: Intent, update: Uint8Array): void {
    const op = this.#ops.get(opId);
    if (!op) return;
    this.#put({ ...op, intent, updates: [update] });
    this.#storeNow();
  }

  /** The document is about to be left: nothing more is sent, answers to what was sent still count. */
  stop(): void {
    this.#typing = undefined;
    this.#send = null;
  }

  /** The document they were made in is gone: nothing may be sent before it is executed again. */
  unbind(): void {
    this.#typing = undefined;
    this.disconnect();
    for (const op of this.#ops.values()) this.#ops.set(op.opId, { ...op, updates: [] });
  }

  /** A connection is there: what was never answered is sent again, in order and with the same bytes. */
  connect(send: Send): void {
    this.#send = send;
    this.#unanswered.clear();
    this.flush();
  }
  disconnect(): void {
    this.#send = null;
    this.#unanswered.clear();
  }
  /** While the ledger takes no writes nothing is sent. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.flush();
  }

  /** Send and store at once what waits for the end of a typing frame. */
  flush(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    // Without a connection the text edit goes on taking in keystrokes: one edit when it is back.
    if (this.#send !== null && !this.#held) this.#typing = undefined;
    this.#storeNow();
    this.#pump();
  }

  /** Resolves when nothing waits any more (true) or after `ms` (false). */
  async drained(ms: number): Promise<boolean> {
    this.flush();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wakeDrained();
    }, ms);
    while (this.#ops.size > 0 && !late) {
      await new Promise<void>((resolve) => this.#drained.push(resolve));
    }
    clearTimeout(timer);
    return this.#ops.size === 0;
  }

  /** As records, for the last words of a page. */
  records(): IntentRecord[] {
    return this.ops().map((op) => this.#record(op));
  }

  destroy(): void {
    this.flush();
    this.disconnect();
    clearTimeout(this.#frame);
    clearTimeout(this.#pace);
  }

  #add(intent: Intent, updates: readonly Uint8Array[]): string {
    const opId = this.#settings.freshId();
    this.#count += 1;
    this.#put({ opId, n: this.#count, at: this.#settings.now(), intent, updates, refusals: 0 });
    this.#settings.changed();
    return opId;
  }

  #put(op: OutboxOp): void {
    this.#ops.set(op.opId, op);
    this.#unstored.add(op.opId);
  }

  #forget(opId: string): void {
    this.#ops.delete(opId);
    this.#unanswered.delete(opId);
    this.#unstored.delete(opId);
    if (this.#typing === opId) this.#typing = undefined;
  }

  #scheduleFrame(): void {
    this.#frame ??= setTimeout(() => this.flush(), TYPING_FRAME_MS);
  }

  #record({ opId, n, at, intent }: OutboxOp): IntentRecord {
    return { opId, n, at, intent, owner: this.#settings.owner, page: this.#settings.page };
  }

  #storeNow(): void {
    if (this.#unstored.size === 0) return;
    const records: IntentRecord[] = [];
    for (const opId of this.#unstored) {
      const op = this.#ops.get(opId);
      if (op) records.push(this.#record(op));
    }
    this.#unstored.clear();
    this.#store(this.#settings.store.putIntents(records));
  }

  #store(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // It is still in memory and on its way to the server; only a reload right now would lose it.
      console.warn('Outbox could not be written', error);
    });
  }

  #pump(): void {
    const send = this.#send;
    if (send === null || this.#held || this.#pace !== undefined) return;
    for (const op of this.#ops.values()) {
      if (this.#unanswered.size >= IN_FLIGHT_MAX) return;
      if (this.#unanswered.has(op.opId) || op.updates.length === 0 || op.opId === this.#typing) continue;
      const waitMs = this.#settings.budget.take();
      if (waitMs > 0) {
        this.#pace = setTimeout(() => {
          this.#pace = undefined;
          this.#pump();
        }, waitMs);
        return;
      }
      const update = op.updates.length === 1 ? op.updates[0]! : mergeUpdates([...op.updates]);
      this.#ops.set(op.opId, { ...op, updates: [update] });
      this.#unanswered.add(op.opId);
      send(op.opId, update);
    }
  }

  #wakeDrained(): void {
    const waiting = this.#drained;
    this.#drained = [];
    for (const wake of waiting) wake();
  }
}
