/**
 * One ledger live: guards and applies edits in order, commits them with their records, shows nothing before it is on disk.
 * Knows connections only as receivers; the conversation is link.ts.
 */
import * as Y from 'yjs';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Refusal } from '#domain/refusals.ts';
import { Batch } from '#server/rooms/batch.ts';
import { CommittedState } from '#server/rooms/checkpoints.ts';
import { ClientIds, SERVER_BINDING } from '#server/rooms/client-ids.ts';
import { DurableWaits } from '#server/rooms/durable-waits.ts';
import type { CommitPart } from '#server/rooms/commit-part.ts';
import type { GroupCommit, Settled } from '#server/rooms/group-commit.ts';
import { GuardBreach, type Applied, type GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { closedFromTheStart, type LoadedLedger } from '#server/rooms/loading.ts';
import { LogHead } from '#server/rooms/log-head.ts';
import { prepareLong, type LongDecide } from '#server/rooms/long-command.ts';
import { OpBook, contentHashOf, type OpAuthor } from '#server/rooms/op-book.ts';
import type { Identities } from '#server/rooms/page-identity.ts';
import type { CommandRequest, Committed, DecidingRoom, Rooms } from '#server/rooms/room.contract.ts';
import type { Answered, EditAuthor, EditResult, RoomEvents, Write } from '#server/rooms/room.parts.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';
import { RowRecords } from '#server/rooms/row-records.ts';
import { answerTo, outcomeOf, standingOf } from '#server/rooms/write-statements.ts';

export class Room {
  readonly ledger: LedgerId;
  readonly epoch: number;
  readonly guarded: GuardedDocument;
  readonly clients: ClientIds;
  readonly committedState: CommittedState;
  readonly ops: OpBook;
  readonly records: RowRecords;
  /** why this ledger takes no writes, or null */
  readOnly: Refusal | null;
  readonly #parts: RoomsParts;
  readonly #commits: GroupCommit;
  readonly #identities: Identities;
  readonly #events: RoomEvents;
  readonly #names: Map<string, string>;
  readonly #head: LogHead;
  readonly #batch = new Batch();
  readonly #waits = new DurableWaits();
  /** seq that listeners were told of last */
  #toldSeq: number;
  #writtenAt: string | null = null;
  #dead = false;
  #retired = false;
  #held: Promise<void> | null = null;

  constructor(
    loaded: LoadedLedger,
    parts: RoomsParts,
    commits: GroupCommit,
    identities: Identities,
    serverClient: number,
    events: RoomEvents,
  ) {
    const { row, guarded } = loaded;
    this.ledger = row.id as LedgerId;
    this.epoch = row.epoch;
    this.guarded = guarded;
    this.#parts = parts;
    this.#commits = commits;
    this.#identities = identities;
    this.#events = events;
    this.#names = new Map(loaded.names);
    this.#head = new LogHead(row.seq, row.chain_hash);
    this.#toldSeq = row.seq;
    this.readOnly = closedFromTheStart(loaded);
    guarded.doc.clientID = serverClient;
    this.clients = new ClientIds(loaded.bindings, (client) => Y.getState(guarded.doc.store, client) > 0);
    this.clients.claim(serverClient, SERVER_BINDING);
    this.committedState = new CommittedState(
      parts.store,
      loaded.state,
      loaded.checkpointSeq,
      loaded.tail,
      row.seq,
    );
    this.ops = new OpBook(loaded.ops, loaded.opsComplete);
    this.records = new RowRecords(parts, guarded, row.id, loaded.longTermOutOfRate);
    if (loaded.recordsBehind) this.records.rewriteAll();
    if (loaded.proseBehind) this.records.rewriteProse();
  }

  get seq(): number {
    return this.#head.applied;
  }
  get durableSeq(): number {
    return this.#head.durable;
  }
  get durableHash(): string {
    return this.#head.durableHash;
  }
  get isDead(): boolean {
    return this.#dead || this.#retired;
  }
  get isQuiet(): boolean {
    return this.#head.isQuiet && !this.#held;
  }
  /** While a long command is written nothing else may touch the document: resolves when it is over. Null when there is none. */
  get held(): Promise<void> | null {
    return this.#held;
  }

  nameOf(person: string): string {
    return this.#names.get(person) ?? '';
  }
  knowName(person: string, name: string): void {
    this.#names.set(person, name);
  }

  committedNow(): Committed {
    return this.#committedAt(this.#head.durable, this.#head.durableHash, this.#parts.clock().toISOString());
  }

  /** Told once everything applied so far is on disk (`true`), or will never be (`false`). At once when it is already. */
  whenDurable(tell: (durable: boolean) => void): void {
    if (this.#dead) tell(false);
    else if (this.isQuiet) tell(true);
    else if (this.#held) void this.#held.then(() => this.whenDurable(tell));
    else this.#waits.add(this.#head.applied, tell);
  }

  /** Guard and apply an edit; `settled` is called once, after fsync or refusal. */
  edit(
    author: EditAuthor,
    opId: string | null,
    update: Uint8Array,
    key: object,
    settled: (result: EditResult) => void,
  ): void {
    const { person } = author.actor;
    const contentHash = opId === null ? '' : contentHashOf(update);
    if (opId !== null && this.#isRepeated(opId, { person, contentHash }, settled)) return;
    const closed = this.#closedFor();
    if (closed) return settled({ ok: false, refusal: closed, cells: [] });
    const inspected = this.guarded.inspect(update, author);
    if (!inspected.ok) return settled(inspected);
    const { adds, clients } = inspected.value;
    if (!adds) return this.#answerWhenDurable(settled);
    const applied = this.#applying(() => this.guarded.apply(update, inspected.value));
    if (!applied) return settled({ ok: false, dropped: true });
    const newClients = clients
      .filter((client) => this.clients.bind(client, author.binding))
      .map((client) => ({ client, binding: author.binding }));
    this.#enqueue({
      act: 'edit',
      ...standingOf(author.actor),
      session: author.session,
      op: opId === null ? null : { id: opId, contentHash },
      applied,
      newClients,
      statements: [],
      superseded: applied.superseded.map((one) => ({
        cell: one.key,
        by: this.nameOf(this.clients.personOf(one.client) ?? ''),
      })),
      value: null,
      author: key,
      settled,
    });
  }

  /** Decide and write a governed command in one turn, or a long one in several: nothing can come between. */
  command<T>(request: CommandRequest<T>): Promise<Answered<T>> {
    return new Promise((resolve) => {
      const { opId, actor, content } = request;
      const contentHash =
        typeof content === 'string' ? contentHashOf(`${request.name}\n${content}`) : content.sha256;
      const repeated = (result: EditResult): void =>
        resolve(outcomeOf(result, this.ops.answer(opId)?.value as T));
      if (this.#isRepeated(opId, { person: actor.person, contentHash }, repeated)) return;
      const closed = this.#closedFor();
      if (closed) return resolve(closed);
      if (request.long) return resolve(this.#commandInTurns(request, request.long, contentHash));
      const room = this.#deciding();
      const decided = request.decide(room);
      if (!decided.ok) return resolve(decided);
      const { cells, texts = [], statements, value } = decided.value;
      const applied = this.#applying(() => this.guarded.write(cells, texts));
      if (!applied) return resolve(refuse('UNAVAILABLE'));
      const made = {
        applied,
        value,
        statements: statements?.({ seq: this.#head.applied + 1, at: room.at }) ?? [],
      };
      this.#enqueueCommand(request, contentHash, made, room.at, resolve);
    });
  }

  /** W17: everything else of this ledger waits until the command is on disk, or refused. */
  async #commandInTurns<T>(
    request: CommandRequest<T>,
    long: LongDecide<T>,
    contentHash: string,
  ): Promise<Answered<T>> {
    let release = (): void => undefined;
    this.#held = new Promise((resolve) => (release = resolve));
    try {
      // what is applied already goes to the disk first: its records are read from memory
      if (!this.#head.isQuiet) await new Promise((resolve) => this.#waits.add(this.#head.applied, resolve));
      const closed = this.#closedFor();
      if (closed) return closed;
      const room = this.#deciding();
      const made = await prepareLong(long, room, this);
      if (!made.ok || this.#dead) return made.ok ? refuse('UNAVAILABLE') : made;
      return await new Promise((resolve) =>
        this.#enqueueCommand(request, contentHash, made.value, room.at, resolve),
      );
    } catch (error) {
      this.drop(`A long command failed: ${String(error)}`);
      return refuse('UNAVAILABLE');
    } finally {
      this.#held = null;
      release();
    }
  }

  #deciding(): DecidingRoom {
    const { doc, planPassed } = this.guarded;
    const at = this.#parts.clock().toISOString();
    const { applied: seq } = this.#head;
    return { doc, lists: () => this.guarded.lists(), seq, at, writtenAt: this.#writtenAt, planPassed };
  }

  #enqueueCommand<T>(
    { opId, name, actor, session }: CommandRequest<T>,
    contentHash: string,
    made: Pick<Write, 'applied' | 'statements' | 'changes'> & { readonly value: T },
    at: string,
    resolve: (outcome: Answered<T>) => void,
  ): void {
    const client = this.guarded.doc.clientID;
    const isNew = made.applied.update !== null && this.clients.bind(client, SERVER_BINDING);
    const newClients = isNew ? [{ client, binding: SERVER_BINDING }] : [];
    this.#enqueue(
      {
        ...made,
        act: `command:${name}`,
        ...standingOf(actor),
        session,
        op: { id: opId, contentHash },
        newClients,
        superseded: [],
        author: null,
        settled: (result) => resolve(outcomeOf(result, made.value)),
      },
      at,
    );
  }

  /** The rows as durably committed: what is in memory now, shown once it is on disk. */
  committed(): ReturnType<Rooms['committed']> {
    const { epoch } = this;
    const [lists, seq, at] = [this.guarded.lists(), this.#head.applied, this.#parts.clock().toISOString()];
    return new Promise((resolve) => {
      this.whenDurable((durable) =>
        resolve(durable ? accept({ lists, seq, epoch, at }) : refuse('UNAVAILABLE')),
      );
    });
  }

  /** Bring back the answer to an old opId. */
  recall(opId: string): Promise<void> {
    return this.ops.recall(this.#parts.store.db, this.ledger, opId);
  }

  /** Write texts that changed for search, when some did. */
  writeProse(): void {
    if (this.#held) return void this.#held.then(() => this.writeProse());
    if (this.isDead || !this.records.proseWaits || this.#parts.store.readOnly !== null) return;
    this.#commits.add({
      room: this,
      logged: false,
      alone: false,
      write: () => void (this.records.proseDue = true),
      // whoever listens reads texts too: they are told once more
      settled: () => void (this.#toldSeq = -1),
    });
  }

  /** Takes nothing more in: another room of this ledger is about to be read. What is under way still gets its answer. */
  retire(): void {
    this.#retired = true;
  }

  /** Something is badly wrong: nothing of this room is trusted any more. */
  drop(reason: string): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const entry of this.#commits.withdraw(this))
      entry.settled({ ok: false, constraint: 'ROOM_DROPPED' });
    this.#waits.settle(Number.MAX_SAFE_INTEGER, false);
    this.#events.dropped(reason);
  }

  closing(part: CommitPart): void {
    this.records.close(part, { epoch: this.epoch, ...this.#head.built });
  }

  batchDone(commitNo: number, closed: Settled | undefined): void {
    const sent = this.#batch.take();
    if (this.#dead) return;
    if (closed && !closed.ok)
      return this.drop(
        'storeFailed' in closed ? 'The store failed.' : `Records were refused: ${closed.constraint}`,
      );
    if (sent) this.#events.broadcast(sent.update, this.#head.durable, sent.author);
    this.#waits.settle(this.#head.durable, true);
    if (this.#toldSeq === this.#head.durable) return;
    this.#toldSeq = this.#head.durable;
    this.#events.committed({ ledger: this.ledger, seq: this.#head.durable, commitNo });
  }

  #closedFor(): Refusal | null {
    if (this.isDead || this.#commits.full) return refuse('UNAVAILABLE');
    return this.#parts.store.readOnly === null ? this.readOnly : refuse('STORE_READ_ONLY');
  }

  #applying(change: () => Applied): Applied | undefined {
    try {
      return change();
    } catch (error) {
      // G9: whatever went wrong inside, memory is no longer what the log says
      this.drop(error instanceof GuardBreach ? error.message : `Applying failed: ${String(error)}`);
      return undefined;
    }
  }

  #isRepeated(opId: string, by: OpAuthor, settled: (result: EditResult) => void): boolean {
    return this.ops.repeated(opId, by, (first) => {
      if (!first) return settled({ ok: false, dropped: true });
      if ('code' in first) return settled({ ok: false, refusal: first, cells: [] });
      const { seq, hash, at, superseded } = first;
      settled({ ok: true, committed: this.#committedAt(seq, hash, at), superseded });
    });
  }

  #answerWhenDurable(settled: (result: EditResult) => void): void {
    this.whenDurable((durable) =>
      settled(
        durable ? { ok: true, committed: this.committedNow(), superseded: [] } : { ok: false, dropped: true },
      ),
    );
  }

  #committedAt(seq: number, hash: string, at: string): Committed {
    const { ledger, epoch } = this;
    return { seq, epoch, at, receipt: this.#identities.receipt(ledger, epoch, seq, hash) };
  }

  #enqueue(write: Write, at: string = this.#parts.clock().toISOString()): void {
    const { ledger, epoch } = this;
    const seq = (this.#head.applied += 1);
    this.#writtenAt = at;
    if (write.op) this.ops.begin(write.op.id, write.person, write.op.contentHash);
    if (!write.changes) this.records.touched(write.applied);
    this.#commits.add({
      room: this,
      logged: true,
      alone: write.statements.length > 0,
      write: (commitNo, part) =>
        this.#head.write(part, this.#parts.store.db, { ledger, epoch, seq, at, commitNo }, write),
      settled: (result) => this.#settled(write, seq, at, result),
    });
  }

  #settled(write: Write, seq: number, at: string, result: Settled): void {
    const hash = this.#head.settled(seq, result.ok);
    if (!result.ok) return this.#failed(write, result);
    const { update } = write.applied;
    if (update) {
      this.committedState.append(seq, update);
      this.#batch.add(update, write.author);
    }
    if (write.op) this.ops.finish(write.op.id, answerTo(write, { seq, at, hash }));
    write.settled({ ok: true, committed: this.#committedAt(seq, hash, at), superseded: write.superseded });
  }

  /** The first one that failed is refused; those behind it only fell with it, and may be sent again. */
  #failed(write: Write, result: Settled & { ok: false }): void {
    if (write.op) this.ops.finish(write.op.id, undefined);
    if (this.#dead) return write.settled({ ok: false, dropped: true });
    const failed = 'storeFailed' in result;
    write.settled({
      ok: false,
      refusal: refuse(failed ? 'STORE_READ_ONLY' : 'CONFLICT'),
      cells: write.applied.cells.map(({ key }) => key),
    });
    if (!failed)
      this.#parts.log.warn(
        { ledger: this.ledger, act: write.act, constraint: result.constraint },
        'a write was refused by the store',
      );
    this.drop(failed ? 'The store failed.' : 'A write was refused by the store.');
  }
}
