/**
 * One connection's side of the conversation (docs/protocol.md): who it is, what it may, what it said and what it is owed.
 * Knows frames, not sockets.
 */
import * as Y from 'yjs';
import type { LedgerId } from '#domain/ids.ts';
import { mayOpenLedger } from '#domain/permissions.ts';
import type { Refusal } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { decodeMessage, encodeMessage, type Message, type OwnMessage } from '#protocol/codec.ts';
import { AWARENESS_BYTES_MAX, FRAME_BYTES_MAX, HELLO_MS_MAX } from '#protocol/limits.ts';
import { withRetryAfter } from '#protocol/retry-after.ts';
import { CELLS_NAMED_MAX } from '#protocol/messages/parts.ts';
import { CLOSE, type PresenceState } from '#protocol/sync.ts';
import type { CoreLimits } from '#server/core-settings.ts';
import type { Admission } from '#server/rooms/admission.ts';
import { attempted } from '#server/rooms/attempted.ts';
import { PLAIN_PAGE } from '#server/rooms/client-ids.ts';
import { welcome } from '#server/rooms/greeting.ts';
import { INBOX_FRAMES_MAX, PLAIN_CLIENTS_MAX, SYNC_ANSWER_FRAMES } from '#server/rooms/limits.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';
import { Outflow, type Wire } from '#server/rooms/outflow.ts';
import { readAwareness } from '#server/rooms/presence.ts';
import type { RoomCounts } from '#server/rooms/room-counts.ts';
import type { EditResult } from '#server/rooms/room.parts.ts';
import { answerStep1 } from '#server/rooms/synchronise.ts';
import { TokenBucket } from '#server/rooms/token-bucket.ts';
import type { SignedIn } from '#server/transport/sync/access.contract.ts';

export interface LinkParts {
  readonly wire: Wire;
  readonly ledger: LedgerId;
  readonly signedIn: SignedIn;
  readonly nowMs: () => number;
  /** in [0, 1) */
  readonly random: () => number;
  readonly limits: CoreLimits;
  readonly admission: Admission;
  readonly counts: RoomCounts;
  readonly actorFor: () => Promise<LedgerActor | null>;
  readonly organisationName: (actor: LedgerActor) => Promise<string>;
  readonly enter: () => Promise<LiveRoom | Refusal>;
  /** an unexpected error of this connection's own making or ours */
  readonly failed: (error: unknown) => void;
}

export class Link {
  readonly signedIn: SignedIn;
  readonly out: Outflow;
  readonly #parts: LinkParts;
  readonly #bucket: TokenBucket;
  readonly #helloTimer: NodeJS.Timeout;
  /** client ids claimed by this connection */
  readonly #clients = new Set<number>();
  #inbox: Uint8Array[] = [];
  /** things under way before the next frame is looked at */
  #holds = 0;
  #closed = false;
  #live: LiveRoom | undefined;
  #actor: LedgerActor | undefined;
  #user: PresenceState['user'] | undefined;
  #kind: 'unknown' | 'plain' | 'board' = 'unknown';
  #page = PLAIN_PAGE;
  #synced = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.signedIn = parts.signedIn;
    this.out = new Outflow(parts.wire, parts.limits);
    this.#bucket = new TokenBucket(parts.limits.framesPerSecond, parts.limits.framesBurst, parts.nowMs());
    this.#helloTimer = setTimeout(() => this.close(CLOSE.helloTimeout, 'HELLO'), HELLO_MS_MAX);
    void this.#whileBusy(this.#enter());
  }

  get ledger(): LedgerId {
    return this.#parts.ledger;
  }
  get isBoard(): boolean {
    return this.#kind === 'board';
  }
  get isClosed(): boolean {
    return this.#closed;
  }
  get isPaused(): boolean {
    return this.out.isPaused;
  }
  get page(): string {
    return this.#page;
  }
  get actor(): LedgerActor {
    if (!this.#actor) throw new Error('Nobody has entered yet.');
    return this.#actor;
  }

  /** A frame from the other end. */
  receive(frame: Uint8Array): void {
    if (this.#closed) return;
    if (frame.length > FRAME_BYTES_MAX) return this.close(CLOSE.tooLarge, 'TOO_LARGE');
    if (!this.#bucket.take(this.#parts.nowMs()) || this.#inbox.length >= INBOX_FRAMES_MAX) {
      return this.#rateLimited();
    }
    this.#inbox.push(frame);
    this.#work();
  }

  send(frame: Uint8Array): void {
    if (!this.#closed) this.out.send(frame);
  }
  say(message: OwnMessage): void {
    this.send(encodeMessage(message));
  }
  sendPresence(frame: Uint8Array): void {
    if (!this.#closed && this.#kind !== 'unknown') this.out.sendFleeting(frame);
  }

  /** Everything that others committed. The author of all of it has it already. */
  deliver(frame: Uint8Array, seq: number, nowMs: number, author: object | null): void {
    if (this.#closed || !this.#synced) return;
    if (author === this && !this.out.isPaused) {
      this.out.sentSeq = seq;
      return;
    }
    this.out.sendLive(frame, seq, nowMs);
    if (this.out.isPaused) this.#live?.watchDrain();
  }

  checkDrain(): void {
    const flow = this.out.check(this.#parts.nowMs());
    if (flow === 'stuck') this.#tooSlow();
    if (flow !== 'flowing' || !this.#live || !this.#synced) return;
    const { room } = this.#live;
    if (this.out.sentSeq === room.durableSeq) return;
    this.#parts.counts.caughtUp += 1;
    const missed = room.committedState.after(this.out.sentSeq);
    if (missed) this.out.sendWhole(encodeMessage({ type: 'syncUpdate', update: missed }));
    else this.sendDocument('syncUpdate');
    this.out.sentSeq = room.durableSeq;
  }

  /** The whole committed document. From here on the connection gets every commit. */
  sendDocument(type: 'syncStep2' | 'syncUpdate'): void {
    if (this.#closed || !this.#live) return;
    const { committedState } = this.#live.room;
    const { whole, tail } = committedState.frames();
    this.out.sendWhole(whole);
    if (type === 'syncStep2') this.out.sendWhole(tail);
    else {
      const update = committedState.parts().tail;
      if (update) this.out.sendWhole(encodeMessage({ type, update }));
    }
    this.startLive();
  }

  startLive(): void {
    if (!this.#live) return;
    this.#synced = true;
    this.out.sentSeq = this.#live.room.durableSeq;
  }

  becomeBoard(page: string, client: number): void {
    this.#page = page;
    this.#kind = 'board';
    this.#claim(client);
  }

  /** Rights may have changed: nothing more is taken in until they are known again. */
  async refresh(settingsRead: Promise<unknown>): Promise<void> {
    if (this.#closed) return;
    await this.#whileBusy(Promise.all([this.#recogniseAgain(), settingsRead]));
    if (this.#closed || !this.isBoard || !this.#live) return;
    this.say({ type: 'rights', body: { actor: this.actor, planPassed: this.#live.planPassed } });
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#parts.wire.close(code, reason);
    this.left();
  }

  /** It may come again, but not with all others at the same moment. */
  closeForNow(code: number, reason: string): void {
    const { random, limits } = this.#parts;
    this.close(code, withRetryAfter(reason, random() * limits.retryAfterMs));
  }

  /** The other end is gone. */
  left(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#helloTimer);
    this.#inbox = [];
    const live = this.#live;
    if (!live) return;
    live.remove(this);
    for (const client of this.#clients) {
      live.presence.leave(client);
      live.room.clients.release(client);
    }
  }

  async #whileBusy(work: Promise<unknown>): Promise<void> {
    this.#holds += 1;
    try {
      await work;
    } catch (error) {
      this.#parts.failed(error);
      this.close(CLOSE.internal, 'INTERNAL');
    }
    this.#holds -= 1;
    this.#work();
  }

  #work(): void {
    while (this.#holds === 0 && !this.#closed) {
      const held = this.#inbox.length > 0 ? this.#live?.room.held : null;
      if (held) return void this.#whileBusy(held);
      const frame = this.#inbox.shift();
      if (!frame) return;
      const decoded = decodeMessage(frame);
      if (!decoded.ok) return this.close(CLOSE.malformed, 'MALFORMED');
      const work = attempted(() => this.#take(decoded.value));
      // answers count, too: who asks and does not read is looked after as if others wrote
      if (this.out.fallsBehind(this.#parts.nowMs())) this.#live?.watchDrain();
      if (work) void this.#whileBusy(work);
    }
  }

  /** A few at a time: who comes with hundreds of others waits without costing anything. */
  async #enter(): Promise<void> {
    const { admission, counts } = this.#parts;
    if (!(await admission.enter())) {
      counts.joinsTurnedAway += 1;
      return this.closeForNow(CLOSE.unavailable, 'UNAVAILABLE');
    }
    try {
      if (!this.#closed) await this.#enterNow();
    } finally {
      admission.leave();
    }
  }

  async #enterNow(): Promise<void> {
    await this.#recogniseAgain();
    if (this.#closed) return;
    const live = await this.#parts.enter();
    if (this.#closed) return;
    if ('code' in live) {
      if (live.code === 'UNAVAILABLE') return this.closeForNow(CLOSE.unavailable, live.code);
      return this.close(live.code === 'NOT_FOUND' ? CLOSE.notFound : CLOSE.unavailable, live.code);
    }
    if (live.isFullFor(this.signedIn.person) || live.room.isDead)
      return this.closeForNow(CLOSE.unavailable, 'UNAVAILABLE');
    this.#live = live;
    live.add(this);
    live.room.knowName(this.signedIn.person, this.signedIn.name);
  }

  async #recogniseAgain(): Promise<void> {
    const actor = await this.#parts.actorFor();
    if (this.#closed) return;
    if (!actor) return this.close(CLOSE.forbidden, 'FORBIDDEN');
    const verdict = mayOpenLedger(actor);
    if (!verdict.ok) return this.close(CLOSE.forbidden, verdict.code);
    const organisation = await this.#parts.organisationName(actor);
    this.#actor = actor;
    this.#user = { id: this.signedIn.person, name: this.signedIn.name, organisation };
  }

  #take(message: Message): Promise<void> | undefined {
    const live = this.#live;
    if (!live) return undefined;
    if (message.type === 'hello') {
      if (this.#kind !== 'unknown') return this.#malformed();
      clearTimeout(this.#helloTimer);
      return welcome(this, live, message.body);
    }
    if (this.#kind === 'unknown') this.#becomePlain(live);
    switch (message.type) {
      case 'syncStep1':
        this.#answerStep1(live, message.vector);
        return undefined;
      case 'syncStep2':
      case 'syncUpdate':
        return this.#edit(live, null, message.update);
      case 'edit':
        return this.isBoard ? this.#edit(live, message.body.opId, message.body.update) : this.#malformed();
      case 'awareness':
        this.#hearAwareness(live, message.update);
        return undefined;
      case 'queryAwareness':
        this.sendEverybody(live);
        return undefined;
      default:
        return this.#malformed();
    }
  }

  #rateLimited(): void {
    this.#parts.counts.closedRateLimited += 1;
    this.closeForNow(CLOSE.rateLimited, 'RATE_LIMITED');
  }

  #tooSlow(): void {
    this.#parts.counts.closedSlow += 1;
    this.closeForNow(CLOSE.slow, 'UNAVAILABLE');
  }

  #malformed(): undefined {
    this.close(CLOSE.malformed, 'MALFORMED');
  }

  #becomePlain(live: LiveRoom): void {
    this.#kind = 'plain';
    clearTimeout(this.#helloTimer);
    this.send(encodeMessage({ type: 'syncStep1', vector: Y.encodeStateVector(live.room.guarded.doc) }));
    this.sendEverybody(live);
  }

  sendEverybody(live: LiveRoom): void {
    const everybody = live.presence.everybody();
    if (everybody) this.sendPresence(everybody);
  }

  #answerStep1(live: LiveRoom, vector: Uint8Array): void {
    if (!this.#bucket.take(this.#parts.nowMs(), SYNC_ANSWER_FRAMES)) return this.#rateLimited();
    // the document once more for who has not read the last one would be memory without end
    if (this.out.fallsBehind(this.#parts.nowMs())) return this.#tooSlow();
    if (!answerStep1(this, live, vector)) this.#malformed();
  }

  #edit(live: LiveRoom, opId: string | null, update: Uint8Array): Promise<void> | undefined {
    if (opId !== null && live.room.ops.mustRecall(opId)) return this.#editRecalled(live, opId, update);
    this.#editNow(live, opId, update);
    return undefined;
  }

  async #editRecalled(live: LiveRoom, opId: string, update: Uint8Array): Promise<void> {
    await live.room.recall(opId);
    while (live.room.held) await live.room.held;
    this.#editNow(live, opId, update);
  }

  #editNow(live: LiveRoom, opId: string | null, update: Uint8Array): void {
    if (this.#closed) return;
    const author = {
      actor: this.actor,
      session: this.signedIn.session,
      binding: { person: this.signedIn.person, page: this.#page },
      owns: (client: number) => this.#owns(live, client),
    };
    live.room.edit(author, opId, update, this, (result) => this.#answer(opId, result));
  }

  #answer(opId: string | null, result: EditResult): void {
    if (this.#closed) return;
    if (result.ok) {
      if (opId === null) return;
      const { seq, at, receipt } = result.committed;
      this.say({
        type: 'ack',
        body: { opId, seq, at, receipt, superseded: result.superseded.slice(0, CELLS_NAMED_MAX) },
      });
    } else if ('refusal' in result) {
      if (opId === null) return this.close(CLOSE.refused, result.refusal.code);
      this.say({
        type: 'refused',
        body: { opId, cells: result.cells.slice(0, CELLS_NAMED_MAX), reason: result.refusal },
      });
    }
  }

  /** A board writes under the id it was given; a plain client brings its own. */
  #owns(live: LiveRoom, client: number): boolean {
    if (this.isBoard) return this.#clients.has(client);
    return this.#clients.has(client) || this.#claim(client, live);
  }

  #claim(client: number, live: LiveRoom | undefined = this.#live): boolean {
    if (!live || this.#clients.size >= PLAIN_CLIENTS_MAX) return false;
    if (!live.room.clients.claim(client, { person: this.signedIn.person, page: this.#page })) return false;
    this.#clients.add(client);
    return true;
  }

  /** Its own states only: a stock client repeats those of others, and they are passed over. */
  #hearAwareness(live: LiveRoom, update: Uint8Array): void {
    const { presenceBytesMax } = this.#parts.limits;
    const states = update.length <= AWARENESS_BYTES_MAX ? readAwareness(update, presenceBytesMax) : undefined;
    if (!states || !this.#user) return this.#malformed();
    for (const state of states) {
      const isFirst = states.length === 1 && this.#clients.size === 0;
      const own =
        this.#clients.has(state.client) || (!this.isBoard && isFirst && this.#claim(state.client, live));
      if (own) live.presence.announce(state, this.#user);
    }
  }
}
