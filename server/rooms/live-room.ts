/** A room with the people in it: broadcasts, presence, notices, and the care for checkpoints and texts. */
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { refuse, type RefusalCode } from '#domain/refusals.ts';
import { encodeMessage } from '#protocol/codec.ts';
import { CLOSE } from '#protocol/sync.ts';
import type { Receipt } from '#protocol/sync.ts';
import { checkpointHash, checkpointStatements } from '#server/rooms/checkpoints.ts';
import type { GroupCommit } from '#server/rooms/group-commit.ts';
import { DRAIN_CHECK_MS, PROSE_DELAY_MS } from '#server/rooms/limits.ts';
import type { Link } from '#server/rooms/link.ts';
import type { LoadedLedger } from '#server/rooms/loading.ts';
import {
  lostTailWith,
  missedFrom,
  readLostTail,
  tailLostKey,
  type LostTail,
} from '#server/rooms/lost-tail.ts';
import type { Identities } from '#server/rooms/page-identity.ts';
import { Presence } from '#server/rooms/presence.ts';
import { Room } from '#server/rooms/room.ts';
import type { DocumentWeight } from '#server/rooms/weight.ts';
import { readLedger } from '#server/store/log.ts';
import type { CommitEvent, RoomsParts } from '#server/rooms/rooms.parts.ts';
import type { StatementGroup } from '#server/store/store.ts';

export interface LiveRoomEvents {
  readonly committed: (event: CommitEvent) => void;
  readonly dropped: (live: LiveRoom) => void;
}

export class LiveRoom {
  readonly room: Room;
  readonly presence: Presence;
  readonly identities: Identities;
  readonly links = new Set<Link>();
  lastUsedMs: number;
  readonly #parts: RoomsParts;
  readonly #commits: GroupCommit;
  #proseTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;
  #checkpointSeq: number;
  #caring: Promise<void> | undefined;
  #baseBytes: number | null;
  #lostTail: LostTail | undefined;

  constructor(
    loaded: LoadedLedger,
    parts: RoomsParts,
    commits: GroupCommit,
    identities: Identities,
    serverClient: number,
    events: LiveRoomEvents,
  ) {
    this.#parts = parts;
    this.#commits = commits;
    this.identities = identities;
    this.lastUsedMs = parts.clock().getTime();
    this.#checkpointSeq = loaded.checkpointSeq;
    this.#baseBytes = loaded.baseBytes;
    this.presence = new Presence(parts.limits.presenceEveryMs, (frame) => {
      for (const link of this.links) link.sendPresence(frame);
    });
    this.room = new Room(loaded, parts, commits, identities, serverClient, {
      broadcast: (update, seq, author) => this.#broadcast(update, seq, author),
      committed: (event) => {
        this.#afterCommit();
        events.committed(event);
      },
      dropped: (reason) => {
        parts.log.error({ ledger: this.room.ledger, reason }, 'a room was dropped and will be read again');
        events.dropped(this);
        this.closeAll(CLOSE.unavailable, 'UNAVAILABLE');
        this.stop();
      },
    });
  }

  get ledger(): LedgerId {
    return this.room.ledger;
  }
  get planPassed(): boolean {
    return this.room.guarded.planPassed;
  }
  /** Refusal code while nothing can be written, or null. */
  get readOnlyCode(): RefusalCode | null {
    return this.#parts.store.readOnly === null ? (this.room.readOnly?.code ?? null) : 'STORE_READ_ONLY';
  }
  isFullFor(person: PersonId): boolean {
    let own = 0;
    for (const link of this.links) if (link.signedIn.person === person) own += 1;
    const { linksPerRoomMax, linksPerPersonMax } = this.#parts.limits;
    return this.links.size >= linksPerRoomMax || own >= linksPerPersonMax;
  }

  add(link: Link): void {
    this.links.add(link);
    this.use();
  }
  remove(link: Link): void {
    this.links.delete(link);
    this.use();
  }
  use(): void {
    this.lastUsedMs = this.#parts.clock().getTime();
  }

  closeAll(code: number, reason: string): void {
    for (const link of [...this.links]) link.close(code, reason);
  }

  notice(code: RefusalCode | null): void {
    const frame = encodeMessage({ type: 'notice', body: { code, params: {} } });
    for (const link of this.links) if (link.isBoard) link.send(frame);
  }

  /**
   * A receipt that is true, and of which neither the log nor anybody's decision knows: the tail of this ledger was lost. Nothing
   * more is written until somebody restores it, or goes on without it (S9, S17). Of a damaged ledger it is put on record (S18).
   */
  async checkReceipt(receipt: Receipt): Promise<void> {
    const { room } = this;
    const { store, receiptKey, log, clock } = this.#parts;
    if (!this.identities.isTrue(room.ledger, receipt)) return;
    const from = await missedFrom(store, receiptKey, room, receipt);
    if (from === null) return;
    if (!room.readOnly) {
      room.readOnly = refuse('TAIL_LOST');
      this.notice('TAIL_LOST');
    }
    const stored = this.#lostTail ?? (await readLostTail(store, room.ledger));
    const now = { has: room.durableSeq, at: clock().toISOString() };
    const { seq, epoch } = receipt;
    const lost = lostTailWith(stored, { from, seq, epoch }, now);
    if (!lost) return;
    if (!stored)
      log.error(
        { ledger: room.ledger, epoch: room.epoch, seq: room.durableSeq, shown: seq, shownEpoch: epoch },
        'acknowledged commits are missing',
      );
    this.#lostTail = lost;
    const row = { key: tailLostKey(room.ledger), value: JSON.stringify(lost) };
    await this.#alone([
      store.db
        .insertInto('setting')
        .values(row)
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .compile(),
    ]);
  }

  /** What the ledger's own row says may have changed. */
  async readSettings(): Promise<void> {
    const row = await readLedger(this.#parts.store.db, this.ledger);
    if (row) this.room.guarded.planPassed = row.plan_passed === 1;
  }

  /** Which of these opIds this person has committed here. Edits under way are waited for by the caller. */
  async knownOps(ops: readonly string[], person: string): Promise<string[]> {
    const { ops: book } = this.room;
    const inMemory = ops.filter((op) => book.answer(op)?.person === person);
    const asked = ops.filter((op) => book.mustRecall(op));
    if (asked.length === 0) return inMemory;
    const rows = await this.#parts.store.db
      .selectFrom('log')
      .select('op_id')
      .where('ledger', '=', this.ledger)
      .where('person', '=', person)
      .where('op_id', 'in', asked)
      .execute();
    return [...inMemory, ...rows.flatMap(({ op_id }) => op_id ?? [])];
  }

  /** Fold the tail, and write a checkpoint when there is something new in it. */
  checkpoint(): Promise<void> {
    this.#caring ??= this.#checkpoint()
      .catch((error: unknown) =>
        this.#parts.log.warn({ err: error, ledger: this.ledger }, 'a checkpoint could not be made'),
      )
      .finally(() => (this.#caring = undefined));
    return this.#caring;
  }

  /** How heavy the document has become. */
  get weight(): DocumentWeight {
    const { doc, places } = this.room.guarded;
    let structs = 0;
    for (const list of doc.store.clients.values()) structs += list.length;
    return {
      clients: doc.store.clients.size,
      structs,
      live: places.cells._map.size + places.textCount,
      bytes: this.room.committedState.bytes,
      baseBytes: this.#baseBytes,
    };
  }

  get needsCheckpoint(): boolean {
    return this.room.durableSeq > this.#checkpointSeq;
  }

  stop(): void {
    clearTimeout(this.#proseTimer);
    clearInterval(this.#drainTimer);
    this.presence.stop();
  }

  /** Look after connections that read slowly, until none does. */
  watchDrain(): void {
    this.#drainTimer ??= setInterval(() => {
      const paused = [...this.links].filter((link) => link.isPaused);
      for (const link of paused) link.checkDrain();
      if (paused.length > 0) return;
      clearInterval(this.#drainTimer);
      this.#drainTimer = undefined;
    }, DRAIN_CHECK_MS);
  }

  /** Write statements of this ledger that belong to no commit of the log. */
  #alone(statements: StatementGroup): Promise<boolean> {
    return new Promise((resolve) => {
      this.#commits.add({
        room: {},
        logged: false,
        alone: true,
        write: (_commitNo, part) => part.add(statements),
        settled: (result) => resolve(result.ok),
      });
    });
  }

  #broadcast(update: Uint8Array, seq: number, author: object | null): void {
    if (this.links.size === 0) return;
    const nowMs = this.#parts.clock().getTime();
    const frame = encodeMessage({ type: 'syncUpdate', update });
    for (const link of this.links) link.deliver(frame, seq, nowMs, author);
  }

  #afterCommit(): void {
    const { room } = this;
    this.use();
    if (room.records.proseWaits) {
      this.#proseTimer ??= setTimeout(() => {
        this.#proseTimer = undefined;
        room.writeProse();
      }, PROSE_DELAY_MS);
    }
    const { checkpointEvery, tailBytesMax } = this.#parts.limits;
    if (room.durableSeq - this.#checkpointSeq >= checkpointEvery) void this.checkpoint();
    else if (room.committedState.tailBytes > tailBytesMax && !this.#caring) void this.#renew();
  }

  async #renew(): Promise<void> {
    const { room } = this;
    try {
      await room.committedState.renew(room.durableSeq, room.durableHash);
    } catch (error) {
      this.#parts.log.warn({ err: error, ledger: this.ledger }, 'the cached document could not be renewed');
    }
  }

  async #checkpoint(): Promise<void> {
    const { room } = this;
    const { store, clock } = this.#parts;
    await room.committedState.renew(room.durableSeq, room.durableHash);
    const whole = room.committedState.whole;
    if (!whole || whole.seq <= this.#checkpointSeq || store.readOnly !== null) return;
    // nothing is added to what is damaged: it is evidence
    if (room.readOnly?.code === 'LEDGER_DAMAGED') return;
    const { state, seq, hash } = whole;
    const row = {
      ledger: room.ledger,
      epoch: room.epoch,
      seq,
      at: clock().toISOString(),
      state,
      hash: checkpointHash(hash, state),
    };
    if (!(await this.#alone(checkpointStatements(store, row)))) return;
    this.#checkpointSeq = seq;
    this.#baseBytes ??= state.length;
  }
}
