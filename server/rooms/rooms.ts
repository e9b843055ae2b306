/** All live rooms of the server: loads them when somebody comes, lets them go when nobody is there, and answers `Rooms`. */
import * as Y from 'yjs';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome, type Refusal } from '#domain/refusals.ts';
import { CLOSE } from '#protocol/sync.ts';
import { CORE_LIMITS } from '#server/core-settings.ts';
import { Admission } from '#server/rooms/admission.ts';
import { beginEpoch, prepareEpoch, type EpochBegun, type EpochDecision } from '#server/rooms/epochs.ts';
import { GroupCommit } from '#server/rooms/group-commit.ts';
import { HOUSEKEEPING_EVERY_MS } from '#server/rooms/limits.ts';
import { Link } from '#server/rooms/link.ts';
import { LiveRoom } from '#server/rooms/live-room.ts';
import { LoadFailed, loadLedger, type LoadedLedger } from '#server/rooms/loading.ts';
import { readLoss, type Loss } from '#server/rooms/loss.ts';
import { organisationNameOf } from '#server/rooms/organisation-name.ts';
import type { Wire } from '#server/rooms/outflow.ts';
import { Identities } from '#server/rooms/page-identity.ts';
import { randomId } from '#server/rooms/random-id.ts';
import type { CommandRequest, Committed, Rooms } from '#server/rooms/room.contract.ts';
import { RoomCounts, type EpochCause } from '#server/rooms/room-counts.ts';
import type { CommitEvent, RoomsParts, RoomsSettings } from '#server/rooms/rooms.parts.ts';
import { reasonForEpoch } from '#server/rooms/weight.ts';
import { readNewestCommit } from '#server/store/log.ts';
import type { SignedIn } from '#server/transport/sync/access.contract.ts';

/** What the sync socket asks besides `Rooms`. */
export interface LiveRooms extends Rooms {
  /** A connection of somebody who is signed in; rights are asked here. */
  join(ledger: LedgerId, signedIn: SignedIn, wire: Wire): Link;
  /**
   * Write the document anew in a new epoch (S14): everybody reconnects. With a person's decision it also lifts TAIL_LOST,
   * and goes on without what can't be proven.
   */
  switchEpoch(ledger: LedgerId, decision?: EpochDecision): Promise<EpochBegun>;
  /** What such a decision would go on without now; null while the ledger takes writes. */
  loss(ledger: LedgerId): Promise<Outcome<Loss | null>>;
  /** Let go what nobody needs; called by itself every `HOUSEKEEPING_EVERY_MS`. */
  tidy(): Promise<void>;
  /** Is it known that a commit of the ledger can't be proven? */
  isDamaged(ledger: LedgerId): boolean;
  readonly damagedCount: number;
  /** A commit of the ledger that can't be proven: nothing more is written to it, and everybody in it is told. */
  damageFound(ledger: LedgerId, at: number): void;
  /** Rooms in memory. */
  readonly size: number;
  /** Connections of all rooms. */
  readonly connections: number;
  readonly admission: Pick<Admission, 'inside' | 'waiting'>;
  readonly counts: Readonly<RoomCounts>;
}

export function createRooms({ limits, ...parts }: RoomsSettings): LiveRooms {
  return new RoomRegistry({ ...parts, limits: { ...CORE_LIMITS, ...limits } });
}

class RoomRegistry implements LiveRooms {
  readonly counts = new RoomCounts();
  readonly admission: Admission;
  readonly #parts: RoomsParts;
  readonly #identities: Identities;
  readonly #live = new Map<LedgerId, LiveRoom>();
  readonly #loading = new Map<LedgerId, Promise<LiveRoom | Refusal>>();
  readonly #links = new Set<Link>();
  /** ledgers of which a commit can't be proven, with that commit */
  readonly #damaged = new Map<LedgerId, number>();
  readonly #listeners = new Set<(event: CommitEvent) => void>();
  /** epochs that are being begun */
  readonly #beginning = new Map<LedgerId, Promise<EpochBegun>>();
  /** when a ledger's document was last written anew by itself, or this was tried */
  readonly #renewedAtMs = new Map<LedgerId, number>();
  readonly #housekeeping: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #commits: Promise<GroupCommit> | undefined;
  #closed = false;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.#identities = new Identities(parts.receiptKey);
    this.admission = new Admission(parts.limits);
    this.#housekeeping = setInterval(() => void this.tidy(), HOUSEKEEPING_EVERY_MS);
    this.#housekeeping.unref();
    this.#unsubscribe = parts.store.onReadOnly(() => {
      for (const live of this.#live.values()) live.notice('STORE_READ_ONLY');
    });
  }

  get size(): number {
    return this.#live.size;
  }

  get connections(): number {
    let open = 0;
    for (const link of this.#links) if (!link.isClosed) open += 1;
    return open;
  }

  join(ledger: LedgerId, signedIn: SignedIn, wire: Wire): Link {
    const { clock, actorFor, log, limits, random = Math.random } = this.#parts;
    const link: Link = new Link({
      wire: {
        ...wire,
        close: (code, reason) => {
          this.#links.delete(link);
          wire.close(code, reason);
        },
      },
      ledger,
      signedIn,
      nowMs: () => clock().getTime(),
      random,
      limits,
      admission: this.admission,
      counts: this.counts,
      actorFor: () => actorFor(signedIn.person, ledger),
      organisationName: (actor) => organisationNameOf(this.#parts.store, actor),
      enter: () => this.#enter(ledger),
      failed: (error) => log.error({ err: error, ledger }, 'a connection failed'),
    });
    this.#links.add(link);
    return link;
  }

  async command<T>(
    ledger: LedgerId,
    request: CommandRequest<T>,
  ): Promise<Outcome<Committed & { readonly value: T }>> {
    const live = await this.#enter(ledger);
    if ('code' in live) return live;
    live.use();
    live.room.knowName(request.actor.person, request.actor.name);
    await live.room.recall(request.opId);
    while (live.room.held) await live.room.held;
    // left memory in this very moment: there is another one by now
    return live.room.isDead ? this.command(ledger, request) : live.room.command(request);
  }

  async committed(ledger: LedgerId) {
    const live = await this.#enter(ledger);
    if ('code' in live) return live;
    live.use();
    while (live.room.held) await live.room.held;
    return live.room.committed();
  }

  async rightsChanged(what: { readonly person?: PersonId; readonly ledger?: LedgerId }): Promise<void> {
    const affected = [...this.#links].filter(
      (link) =>
        (what.person === undefined || link.signedIn.person === what.person) &&
        (what.ledger === undefined || link.ledger === what.ledger),
    );
    const concerned = [...this.#live.values()].filter(
      (live) => what.ledger === undefined || live.ledger === what.ledger,
    );
    // the connections stop taking frames in this very turn, before anything is read
    const read = Promise.all(concerned.map((live) => live.readSettings()));
    await Promise.all([read, ...affected.map((link) => link.refresh(read))]);
  }

  sessionEnded(session: string): void {
    for (const link of [...this.#links]) {
      if (link.signedIn.session === session) link.close(CLOSE.sessionEnded, 'SESSION_ENDED');
    }
  }

  onCommit(listener: (event: CommitEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async switchEpoch(ledger: LedgerId, decision?: EpochDecision): Promise<EpochBegun> {
    const live = await this.#enter(ledger);
    if ('code' in live) return live;
    // one that is under way is not of this decision, and nor is one that others who waited for it begin first
    const underWay = this.#beginning.get(ledger);
    if (decision && underWay) return underWay.then(() => this.switchEpoch(ledger, decision));
    // by itself a new epoch would make the break the beginning: somebody has to decide that (D12)
    if (!decision && this.isDamaged(ledger)) return refuse('LEDGER_DAMAGED');
    return this.#renew(live, 'asked', decision);
  }

  async loss(ledger: LedgerId): Promise<Outcome<Loss | null>> {
    const live = await this.#enter(ledger);
    return 'code' in live ? live : accept(await readLoss(live.room, this.#parts.store));
  }

  isDamaged(ledger: LedgerId): boolean {
    return this.#damaged.has(ledger);
  }
  get damagedCount(): number {
    return this.#damaged.size;
  }

  damageFound(ledger: LedgerId, at: number): void {
    this.#damaged.set(ledger, at);
    const live = this.#live.get(ledger);
    if (!live || live.room.readOnly?.code === 'LEDGER_DAMAGED') return;
    live.room.readOnly = refuse('LEDGER_DAMAGED', { at });
    live.notice('LEDGER_DAMAGED');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#housekeeping);
    this.#unsubscribe();
    for (const link of [...this.#links]) link.close(CLOSE.unavailable, 'UNAVAILABLE');
    await Promise.all(this.#loading.values());
    await Promise.all([...this.#live.values()].map((live) => this.#unload(live)));
    await (await this.#commits)?.quiet();
  }

  /** Drop links that left by themselves, texts that wait, rooms that nobody needs. */
  async tidy(): Promise<void> {
    const idleMs = this.#parts.limits.roomIdleMs;
    const nowMs = this.#parts.clock().getTime();
    for (const link of this.#links) if (link.isClosed) this.#links.delete(link);
    for (const live of [...this.#live.values()]) {
      if (live.links.size === 0 && nowMs - live.lastUsedMs >= idleMs) await this.#unload(live);
      else await this.#renewIfHeavy(live);
    }
  }

  /** One document at a time, and each not too often. Answers whether a new epoch began. */
  async #renewIfHeavy(live: LiveRoom): Promise<boolean> {
    const { ledger, room } = live;
    const { limits, store, clock, log } = this.#parts;
    // what was lost is lifted by a person's decision only
    if (this.#closed || this.#beginning.size > 0 || room.readOnly || room.isDead || store.readOnly !== null)
      return false;
    const nowMs = clock().getTime();
    for (const [other, atMs] of this.#renewedAtMs)
      if (nowMs - atMs >= limits.epochEveryMs) this.#renewedAtMs.delete(other);
    if (this.#renewedAtMs.has(ledger)) return false;
    const { weight } = live;
    const reason = reasonForEpoch(weight, limits);
    if (!reason) return false;
    this.#renewedAtMs.set(ledger, nowMs);
    log.info({ ledger, reason, ...weight }, 'the document is written anew');
    return (await this.#renew(live, reason)).ok;
  }

  #renew(live: LiveRoom, cause: EpochCause, decision?: EpochDecision): Promise<EpochBegun> {
    const { ledger } = live;
    const beginning =
      this.#beginning.get(ledger) ??
      this.#renewNow(live, decision)
        .catch((error: unknown) => {
          this.#parts.log.error({ err: error, ledger }, 'a document could not be written anew');
          return refuse('UNAVAILABLE');
        })
        .then((begun) => {
          this.#beginning.delete(ledger);
          if (begun.ok) this.counts.epochs[cause] += 1;
          else this.counts.epochsFailed += 1;
          return begun;
        });
    this.#beginning.set(ledger, beginning);
    return beginning;
  }

  /** People go on until the fresh document is there; then they are sent away, and come back into it. */
  async #renewNow(live: LiveRoom, decision?: EpochDecision): Promise<EpochBegun> {
    const { ledger, room } = live;
    const commits = await this.#commitsNow();
    const prepared = await prepareEpoch(live, this.#parts.store);
    if (!prepared || room.isDead || this.#closed || this.#live.get(ledger) !== live)
      return refuse('UNAVAILABLE');
    const startMs = performance.now();
    const begun = beginEpoch(live, prepared, this.#parts, commits, decision);
    // whoever comes meanwhile waits for the new epoch; when it could not be begun, the old one is read again
    const entered = begun.then(
      ({ ok }) => {
        if (ok) this.#damaged.delete(ledger);
        return this.#load(ledger);
      },
      () => this.#load(ledger),
    );
    this.#live.delete(ledger);
    this.#loading.set(ledger, entered);
    room.retire();
    live.closeAll(CLOSE.epochChanged, 'EPOCH_CHANGED');
    live.stop();
    await entered;
    this.counts.epochSeconds += (performance.now() - startMs) / 1_000;
    return begun;
  }

  async #unload(live: LiveRoom): Promise<void> {
    const { room } = live;
    live.room.writeProse();
    await new Promise<void>((resolve) => room.whenDurable(() => resolve()));
    if (live.links.size === 0 && (await this.#renewIfHeavy(live))) return;
    if (live.needsCheckpoint && !room.isDead) await live.checkpoint();
    if (live.links.size > 0 || !room.isQuiet || this.#live.get(live.ledger) !== live) return;
    this.#live.delete(live.ledger);
    room.retire();
    live.stop();
    room.guarded.destroy();
  }

  async #enter(ledger: LedgerId): Promise<LiveRoom | Refusal> {
    const live = this.#live.get(ledger);
    if (live) return live;
    if (this.#closed) return refuse('UNAVAILABLE');
    let loading = this.#loading.get(ledger);
    if (!loading) {
      loading = this.#load(ledger);
      this.#loading.set(ledger, loading);
    }
    return loading;
  }

  async #load(ledger: LedgerId): Promise<LiveRoom | Refusal> {
    try {
      if (this.#live.size >= this.#parts.limits.roomsMax && !(await this.#makeRoom()))
        return refuse('UNAVAILABLE');
      const commits = await this.#commitsNow();
      // what a dropped room left behind is settled first
      await commits.current();
      const loaded = await loadLedger(this.#parts.store, ledger, this.#parts.limits);
      if (!loaded.ok) return loaded;
      this.#nameDamage(ledger, loaded.value);
      const live = new LiveRoom(
        loaded.value,
        this.#parts,
        commits,
        this.#identities,
        this.#serverClient(ledger, loaded.value.guarded.doc),
        {
          committed: (event) => this.#tell(event),
          dropped: (dropped) => {
            if (this.#live.get(ledger) === dropped) this.#live.delete(ledger);
          },
        },
      );
      const found = this.#damaged.get(ledger);
      if (found !== undefined) live.room.readOnly = refuse('LEDGER_DAMAGED', { at: found });
      this.#live.set(ledger, live);
      return live;
    } catch (error) {
      this.#parts.log.error({ err: error, ledger }, 'a ledger could not be read');
      return refuse(error instanceof LoadFailed ? 'LEDGER_DAMAGED' : 'UNAVAILABLE');
    } finally {
      this.#loading.delete(ledger);
    }
  }

  /** A break that was found otherwise (in history before the checkpoint) closes the ledger, too. */
  #nameDamage(ledger: LedgerId, { damage, row }: LoadedLedger): void {
    if (!damage || this.#damaged.has(ledger)) return;
    this.#damaged.set(ledger, damage.at);
    this.#parts.log.error(
      { ledger, commit: damage.at, reason: damage.reason, lastGood: row.seq },
      'a ledger is damaged and opens read-only from its last good commit',
    );
  }

  async #makeRoom(): Promise<boolean> {
    const idle = [...this.#live.values()]
      .filter((live) => live.links.size === 0)
      .sort((a, b) => a.lastUsedMs - b.lastUsedMs)[0];
    if (idle) await this.#unload(idle);
    return this.#live.size < this.#parts.limits.roomsMax;
  }

  /** A fresh client id of the server for each load: nobody can know it beforehand. */
  #serverClient(ledger: LedgerId, doc: Y.Doc): number {
    for (;;) {
      const client = this.#identities.clientId(ledger, 0, 'server', randomId());
      if (Y.getState(doc.store, client) === 0) return client;
    }
  }

  #commitsNow(): Promise<GroupCommit> {
    this.#commits ??= this.#startCommits();
    return this.#commits;
  }

  async #startCommits(): Promise<GroupCommit> {
    const { store, log, groupWindowMs } = this.#parts;
    const newest = await readNewestCommit(store.db);
    const failed = (error: unknown): void =>
      log.error({ err: error }, 'a commit failed: the store takes no more writes');
    return new GroupCommit(store, newest, failed, groupWindowMs);
  }

  #tell(event: CommitEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#parts.log.error({ err: error }, 'a listener of commits failed');
      }
    }
  }
}
