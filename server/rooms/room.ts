/**
 * One ledger live: guards and applies edits in order, commits them with their records, and lets nobody see anything before
 * it is on disk. Knows connections only as receivers; the conversation is link.ts.
 */
import type { CompiledQuery } from 'kysely';
import * as Y from 'yjs';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome, type Refusal } from '#domain/refusals.ts';
import type { Lists } from '#domain/projections/rows.ts';
import { CommittedState } from '#server/rooms/checkpoints.ts';
import { ClientIds, SERVER_BINDING } from '#server/rooms/client-ids.ts';
import { DurableWaits } from '#server/rooms/durable-waits.ts';
import type { GroupCommit, Settled } from '#server/rooms/group-commit.ts';
import { GuardBreach, type Applied, type GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import type { LoadedLedger } from '#server/rooms/loading.ts';
import { OpBook, contentHashOf, type OpAnswer } from '#server/rooms/op-book.ts';
import type { Identities } from '#server/rooms/page-identity.ts';
import type { CommandRequest, Committed } from '#server/rooms/room.contract.ts';
import type { EditAuthor, EditResult, RoomEvents, Write } from '#server/rooms/room.parts.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';
import { RowRecords } from '#server/rooms/row-records.ts';
import { answerTo, standingOf, writeStatements } from '#server/rooms/write-statements.ts';

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
  /** seq of the last applied update, and of the last one on disk */
  #seq: number;
  #durableSeq: number;
  #durableHash: string;
  /** head of the chain in statements already made */
  #builtHash: string;
  #builtSeq: number;
  #hashes = new Map<number, string>();
  #batch: { update: Uint8Array; author: object | null }[] = [];
  readonly #waits = new DurableWaits();
  /** seq that listeners were told of last */
  #toldSeq: number;
  #dead = false;
  #retired = false;

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
    this.#seq = this.#durableSeq = this.#builtSeq = this.#toldSeq = row.seq;
    this.#durableHash = this.#builtHash = row.chain_hash;
    this.readOnly = loaded.tailLost ? refuse('TAIL_LOST') : null;
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
    this.records = new RowRecords(parts, guarded, row.id, row.epoch, loaded.longTermOutOfRate);
    if (loaded.recordsBehind) this.records.rewriteAll();
    if (loaded.proseBehind) this.records.rewriteProse();
  }

  get seq(): number {
    return this.#seq;
  }
  get durableSeq(): number {
    return this.#durableSeq;
  }
  get durableHash(): string {
    return this.#durableHash;
  }
  get isDead(): boolean {
    return this.#dead || this.#retired;
  }
  get isQuiet(): boolean {
    return this.#seq === this.#durableSeq;
  }

  nameOf(person: string): string {
    return this.#names.get(person) ?? '';
  }
  knowName(person: string, name: string): void {
    this.#names.set(person, name);
  }

  committedNow(): Committed {
    return this.#committedAt(this.#durableSeq, this.#durableHash, this.#parts.clock().toISOString());
  }

  /** Told once everything applied so far is on disk (`true`), or will never be (`false`). At once when it is already. */
  whenDurable(tell: (durable: boolean) => void): void {
    if (this.#dead) tell(false);
    else if (this.isQuiet) tell(true);
    else this.#waits.add(this.#seq, tell);
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
    if (opId !== null && this.#isRepeated(opId, person, contentHash, settled)) return;
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

  /** Decide and write a governed command in one turn: nothing can come between. */
  command<T>(request: CommandRequest<T>): Promise<Outcome<Committed & { readonly value: T }>> {
    return new Promise((resolve) => {
      const { opId, actor } = request;
      const contentHash = contentHashOf(`${request.name}\n${request.content}`);
      const settled = (result: EditResult, value: unknown): void => {
        if (result.ok) resolve(accept({ ...result.committed, value: value as T }));
        else resolve('dropped' in result ? refuse('UNAVAILABLE') : result.refusal);
      };
      const repeated = (result: EditResult): void => settled(result, this.ops.answer(opId)?.value);
      if (this.#isRepeated(opId, actor.person, contentHash, repeated)) return;
      const closed = this.#closedFor();
      if (closed) return resolve(closed);
      const at = this.#parts.clock().toISOString();
      const { doc, planPassed } = this.guarded;
      const decided = request.decide({
        doc,
        lists: () => this.guarded.lists(),
        seq: this.#seq,
        at,
        planPassed,
      });
      if (!decided.ok) return resolve(decided);
      const { cells, texts = [], statements, value } = decided.value;
      const applied = this.#applying(() => this.guarded.write(cells, texts));
      if (!applied) return resolve(refuse('UNAVAILABLE'));
      const client = doc.clientID;
      const isNew = applied.update !== null && this.clients.bind(client, SERVER_BINDING);
      this.#enqueue(
        {
          act: `command:${request.name}`,
          ...standingOf(actor),
          session: request.session,
          op: { id: opId, contentHash },
          applied,
          newClients: isNew ? [{ client, binding: SERVER_BINDING }] : [],
          statements: statements?.({ seq: this.#seq + 1, at }) ?? [],
          superseded: [],
          value,
          author: null,
          settled: (result) => settled(result, value),
        },
        at,
      );
    });
  }

  /** The rows as durably committed: what is in memory now, shown once it is on disk. */
  committed(): Promise<
    Outcome<{ readonly lists: Lists; readonly seq: number; readonly epoch: number; readonly at: string }>
  > {
    const { epoch } = this;
    const [lists, seq, at] = [this.guarded.lists(), this.#seq, this.#parts.clock().toISOString()];
    return new Promise((resolve) => {
      this.whenDurable((durable) =>
        resolve(durable ? accept({ lists, seq, epoch, at }) : refuse('UNAVAILABLE')),
      );
    });
  }

  /** Bring back the answer to an old opId, where not all of them are in memory. */
  recall(opId: string): Promise<void> {
    return this.ops.recall(this.#parts.store.db, this.ledger, opId);
  }

  /** Write texts that changed for search, when some did. */
  writeProse(): void {
    if (this.#dead || !this.records.proseWaits || this.#parts.store.readOnly !== null) return;
    this.#commits.add({
      room: this,
      logged: false,
      statements: () => {
        this.records.proseDue = true;
        return [];
      },
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

  closing(commitNo: number): readonly CompiledQuery[] | undefined {
    return this.records.closing({ commitNo, seq: this.#builtSeq, hash: this.#builtHash });
  }

  batchDone(commitNo: number, closed: Settled | undefined): void {
    const batch = this.#batch;
    this.#batch = [];
    if (this.#dead) return;
    if (closed && !closed.ok)
      return this.drop(
        'storeFailed' in closed ? 'The store failed.' : `Records were refused: ${closed.constraint}`,
      );
    if (batch.length > 0) {
      const author = batch.every((one) => one.author === batch[0]!.author) ? batch[0]!.author : null;
      const updates = batch.map(({ update }) => update);
      this.#events.broadcast(
        updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates),
        this.#durableSeq,
        author,
      );
    }
    this.#waits.settle(this.#durableSeq, true);
    if (this.#toldSeq === this.#durableSeq) return;
    this.#toldSeq = this.#durableSeq;
    this.#events.committed({ ledger: this.ledger, seq: this.#durableSeq, commitNo });
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

  #isRepeated(
    opId: string,
    person: string,
    contentHash: string,
    settled: (result: EditResult) => void,
  ): boolean {
    const known = this.ops.answer(opId);
    const pending = this.ops.pending(opId);
    const first = known ?? pending;
    if (!first) return false;
    if (first.person !== person || first.contentHash !== contentHash) {
      settled({ ok: false, refusal: refuse('OP_REUSED', known ? { seq: known.seq } : {}), cells: [] });
    } else if (known) settled(this.#repeat(known));
    else
      pending?.waiting.push((answer) =>
        settled(answer ? this.#repeat(answer) : { ok: false, dropped: true }),
      );
    return true;
  }

  #repeat({ seq, hash, at, superseded }: OpAnswer): EditResult {
    return { ok: true, committed: this.#committedAt(seq, hash, at), superseded };
  }

  #answerWhenDurable(settled: (result: EditResult) => void): void {
    this.whenDurable((durable) =>
      settled(
        durable ? { ok: true, committed: this.committedNow(), superseded: [] } : { ok: false, dropped: true },
      ),
    );
  }

  #committedAt(seq: number, hash: string, at: string): Committed {
    return {
      seq,
      epoch: this.epoch,
      at,
      receipt: this.#identities.receipt(this.ledger, this.epoch, seq, hash),
    };
  }

  #enqueue(write: Write, at: string = this.#parts.clock().toISOString()): void {
    this.#seq += 1;
    const seq = this.#seq;
    if (write.op) this.ops.begin(write.op.id, write.person, write.op.contentHash);
    this.records.touched(write.applied);
    this.#commits.add({
      room: this,
      logged: true,
      statements: (commitNo) => this.#statements(write, seq, at, commitNo),
      settled: (result) => this.#settled(write, seq, at, result),
    });
  }

  #statements(write: Write, seq: number, at: string, commitNo: number): readonly CompiledQuery[] {
    const place = { ledger: this.ledger, epoch: this.epoch, seq, at, commitNo, prevHash: this.#builtHash };
    const { hash, statements } = writeStatements(this.#parts.store.db, place, write);
    this.#builtHash = hash;
    this.#builtSeq = seq;
    this.#hashes.set(seq, hash);
    return statements;
  }

  #settled(write: Write, seq: number, at: string, result: Settled): void {
    const hash = this.#hashes.get(seq) ?? '';
    this.#hashes.delete(seq);
    if (!result.ok) return this.#failed(write, result);
    this.#durableSeq = seq;
    this.#durableHash = hash;
    const { update } = write.applied;
    if (update) {
      this.committedState.append(seq, update);
      this.#batch.push({ update, author: write.author });
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
