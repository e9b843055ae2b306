/**
 * One commit at a time for the whole server (rule G10): collects what all rooms want written while the last commit is under
 * way, or for a short window, and makes one transaction of it. Promises nothing before the store's promise resolves.
 */
import { CommitPart } from '#server/rooms/commit-part.ts';
import type { GroupResult, StatementGroup, Store } from '#server/store/store.ts';
import { COMMIT_ENTRIES_MAX, GROUP_WINDOW_MS } from '#server/rooms/limits.ts';

export type Settled = GroupResult | { readonly ok: false; readonly storeFailed: true };

/** One update, command or other piece of work: written whole or not at all. */
export interface CommitEntry {
  readonly room: BatchMember;
  /** false: no row of the log, so that it alone makes no commit number */
  readonly logged: boolean;
  /** it brings statements that the store may refuse: that must not take its neighbours with it */
  readonly alone: boolean;
  /** called once, in order, when the transaction is put together */
  readonly write: (commitNo: number, part: CommitPart) => void;
  readonly settled: (result: Settled) => void;
}

/** A room (or whoever else writes) that took part in a commit. */
export interface BatchMember {
  /** adds what closes its part: current rows and figures. Called after its entries were written. */
  readonly closing?: (part: CommitPart) => void;
  /** after all its entries were settled, in the same turn */
  readonly batchDone?: (commitNo: number, closed: Settled | undefined) => void;
}

/** The savepoints of one commit as they are put together. */
class Savepoints {
  readonly parts: CommitPart[] = [];
  /** the last one of a room, while others of the room may still join it */
  readonly #open = new Map<BatchMember, number>();

  /** Number of the savepoint that this entry, or what closes the room, belongs into. */
  placeOf(room: BatchMember, alone: boolean): number {
    const open = alone ? undefined : this.#open.get(room);
    if (open !== undefined) return open;
    const place = this.parts.push(new CommitPart()) - 1;
    if (alone) this.#open.delete(room);
    else this.#open.set(room, place);
    return place;
  }
}

export class GroupCommit {
  readonly #store: Store;
  readonly #windowMs: number;
  readonly #failed: (error: unknown) => void;
  #queue: CommitEntry[] = [];
  #running = false;
  #commitNo: number;
  #idle: (() => void)[] = [];
  #current: Promise<void> = Promise.resolve();

  /** `commitNo`: the highest one stored. `failed` is told when a commit failed as a whole. */
  constructor(
    store: Store,
    commitNo: number,
    failed: (error: unknown) => void,
    windowMs: number = GROUP_WINDOW_MS,
  ) {
    this.#store = store;
    this.#commitNo = commitNo;
    this.#failed = failed;
    this.#windowMs = windowMs;
  }

  get full(): boolean {
    return this.#queue.length >= COMMIT_ENTRIES_MAX;
  }

  add(entry: CommitEntry): void {
    this.#queue.push(entry);
    if (this.#running) return;
    this.#running = true;
    if (this.#windowMs > 0) setTimeout(() => void this.#run(), this.#windowMs);
    else setImmediate(() => void this.#run());
  }

  /** Take back what this room still has waiting; entries of a commit under way are settled by it. */
  withdraw(room: BatchMember): readonly CommitEntry[] {
    const taken = this.#queue.filter((entry) => entry.room === room);
    if (taken.length > 0) this.#queue = this.#queue.filter((entry) => entry.room !== room);
    return taken;
  }

  /** Resolves when the commit under way, if there is one, has been settled. */
  current(): Promise<void> {
    return this.#current;
  }

  /** Resolves when nothing waits and nothing is under way. */
  quiet(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const entries = this.#queue;
      this.#queue = [];
      this.#current = this.#commit(entries);
      await this.#current;
    }
    this.#running = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  async #commit(entries: readonly CommitEntry[]): Promise<void> {
    if (entries.some((entry) => entry.logged)) this.#commitNo += 1;
    const commitNo = this.#commitNo;
    const savepoints = new Savepoints();
    const { parts } = savepoints;
    const places = entries.map((entry) => {
      const place = savepoints.placeOf(entry.room, entry.alone);
      entry.write(commitNo, parts[place]!);
      return place;
    });
    const closings = new Map<BatchMember, number | undefined>();
    for (const { room } of entries) {
      if (closings.has(room)) continue;
      const place = room.closing && savepoints.placeOf(room, false);
      closings.set(room, place);
      if (place !== undefined) room.closing?.(parts[place]!);
    }
    const results = await this.#write(parts.map((part) => part.statements()));
    entries.forEach((entry, n) => entry.settled(results[places[n]!]!));
    for (const [room, place] of closings)
      room.batchDone?.(commitNo, place === undefined ? undefined : results[place]);
  }

  async #write(groups: readonly StatementGroup[]): Promise<readonly Settled[]> {
    try {
      return await this.#store.commit(groups);
    } catch (error) {
      this.#failed(error);
      return groups.map(() => ({ ok: false, storeFailed: true }));
    }
  }
}
