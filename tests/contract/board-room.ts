/**
 * A room in memory for tests of the board: speaks the conversation of `/sync` over pairs of objects, keeps a document,
 * and misbehaves when told to. It guards nothing but what a test asks for.
 */
import * as Y from 'yjs';
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  modifyAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import type { Refusal } from '#domain/refusals.ts';
import { refuse } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { decodeMessage, encodeMessage, type Message } from '#protocol/codec.ts';
import type { Ack, Edit, Hello, Refused } from '#protocol/sync.ts';
import type { RawSocket } from '#board/welcomed-wire.ts';

const HASH = '0'.repeat(64);
export const AT = '2026-03-02T09:00:00.000Z';

interface Page {
  readonly pageId: string;
  readonly clientId: number;
}

export class MemoryRoom {
  readonly connections = new Set<Connection>();
  readonly committed = new Map<string, { readonly bytes: string; readonly ack: Ack }>();
  readonly pages = new Map<string, Page>();
  readonly hellos: Hello[] = [];
  doc = createLedgerDoc();
  epoch = 1;
  seq = 0;
  /** next connections are refused with this close code */
  closing: number | undefined;
  readOnly: string | null = null;
  /** answers are kept back */
  mute = false;
  /** edits are not even read */
  deaf = false;
  /** what a guard would say */
  guard: (edit: Edit) => Pick<Refused, 'cells' | 'reason'> | null = () => null;
  superseded: Ack['superseded'] = [];
  #held: (() => void)[] = [];
  #ids = 0;
  readonly awareness: Awareness;

  constructor() {
    this.awareness = new Awareness(new Y.Doc());
    this.awareness.setLocalState(null);
  }

  id(): string {
    this.#ids += 1;
    return `P${String(this.#ids).padStart(15, '0')}`;
  }

  opener(actor: LedgerActor): () => RawSocket {
    return () => new Connection(this, actor).socket;
  }

  /** The network fails for everybody. */
  cut(code = 1006): void {
    for (const connection of [...this.connections]) connection.close(code);
  }
  speak(): void {
    this.mute = false;
    const held = this.#held;
    this.#held = [];
    for (const answer of held) answer();
  }

  /** A change by the server itself or somebody else. */
  write(change: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.doc));
    this.broadcast({ type: 'syncUpdate', update: Y.encodeStateAsUpdate(this.doc, before) });
  }

  broadcast(message: Message, except?: Connection): void {
    for (const connection of this.connections) if (connection !== except) connection.say(message);
  }

  /** Restored from an older copy: another epoch, another document. */
  restore(doc: Y.Doc, forgotten: readonly string[]): void {
    this.doc = doc;
    this.epoch += 1;
    for (const opId of forgotten) this.committed.delete(opId);
    this.pages.clear();
    this.cut(4410);
  }

  answer(connection: Connection, message: Message): void {
    const say = (): void => connection.say(message);
    if (this.mute) this.#held.push(say);
    else say();
  }

  edit(connection: Connection, edit: Edit): void {
    if (this.deaf) return;
    const bytes = String(edit.update);
    const earlier = this.committed.get(edit.opId);
    if (earlier) {
      if (earlier.bytes === bytes) this.answer(connection, { type: 'ack', body: earlier.ack });
      else this.#refuse(connection, edit, { cells: [], reason: refuse('OP_REUSED') });
      return;
    }
    const refused = this.guard(edit) ?? this.#gap(edit, connection);
    if (refused) {
      this.#refuse(connection, edit, refused);
      return;
    }
    Y.applyUpdate(this.doc, edit.update);
    this.seq += 1;
    const receipt = { epoch: this.epoch, seq: this.seq, hash: HASH, mac: HASH };
    const ack: Ack = { opId: edit.opId, seq: this.seq, receipt, at: AT, superseded: this.superseded };
    this.committed.set(edit.opId, { bytes, ack });
    this.answer(connection, { type: 'ack', body: ack });
    this.broadcast({ type: 'syncUpdate', update: edit.update }, connection);
  }

  #gap(edit: Edit, { page }: Connection): Pick<Refused, 'cells' | 'reason'> | null {
    if (!page) return { cells: [], reason: refuse('NOT_YOUR_CLIENT') };
    let next = Y.getState(this.doc.store, page.clientId);
    for (const { id, length } of Y.decodeUpdate(edit.update).structs) {
      if (id.client !== page.clientId) return { cells: [], reason: refuse('NOT_YOUR_CLIENT') };
      if (id.clock > next) return { cells: [], reason: refuse('GAP') };
      next = id.clock + length;
    }
    return null;
  }

  #refuse(
    connection: Connection,
    { opId }: Edit,
    refused: { cells: readonly string[]; reason: Refusal },
  ): void {
    this.answer(connection, { type: 'refused', body: { opId, ...refused } });
  }
}

/** The server's end of one socket, and the object that the board holds as its own end. */
export class Connection {
  readonly socket: RawSocket;
  page: Page | undefined;
  readonly #room: MemoryRoom;
  readonly #actor: LedgerActor;
  #open = true;

  constructor(room: MemoryRoom, actor: LedgerActor) {
    this.#room = room;
    this.#actor = actor;
    this.socket = {
      binaryType: '',
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (data) => this.#later(() => this.#hear(data)),
      close: () => this.#gone(),
    };
    queueMicrotask(() => {
      if (!this.#open) return;
      if (room.closing !== undefined) {
        this.close(room.closing);
        return;
      }
      room.connections.add(this);
      this.socket.onopen?.(new Event('open'));
    });
  }

  say(message: Message): void {
    const frame = encodeMessage(message);
    this.#later(() => this.socket.onmessage?.({ data: frame.slice().buffer } as MessageEvent));
  }

  close(code: number): void {
    if (!this.#open) return;
    this.#gone();
    this.socket.onclose?.({ code } as CloseEvent);
  }

  #later(work: () => void): void {
    queueMicrotask(() => {
      if (this.#open) work();
    });
  }

  #gone(): void {
    this.#open = false;
    this.#room.connections.delete(this);
    const { awareness } = this.#room;
    if (!this.page || !awareness.getStates().has(this.page.clientId)) return;
    removeAwarenessStates(awareness, [this.page.clientId], 'gone');
    this.#room.broadcast({
      type: 'awareness',
      update: encodeAwarenessUpdate(awareness, [this.page.clientId]),
    });
  }

  #hear(frame: Uint8Array): void {
    const decoded = decodeMessage(frame);
    if (!decoded.ok) throw new Error('The board sent what is no message');
    const room = this.#room;
    const message = decoded.value;
    switch (message.type) {
      case 'hello':
        this.#welcome(message.body);
        break;
      case 'edit':
        room.edit(this, message.body);
        break;
      case 'syncStep1':
        this.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(room.doc, message.vector) });
        this.say({ type: 'syncStep1', vector: Y.encodeStateVector(room.doc) });
        break;
      case 'awareness':
        this.#present(message.update);
        break;
      default:
        throw new Error(`A board does not say ${message.type}`);
    }
  }

  #welcome(hello: Hello): void {
    const room = this.#room;
    room.hellos.push(hello);
    const known = room.pages.get(hello.pageId ?? '');
    const page = known ?? { pageId: room.id(), clientId: 1_000 + room.pages.size };
    room.pages.set(page.pageId, page);
    this.page = page;
    this.say({
      type: 'welcome',
      body: {
        ...page,
        epoch: room.epoch,
        seq: room.seq,
        actor: this.#actor,
        planPassed: false,
        readOnly: room.readOnly,
        known: (hello.ops ?? []).filter((opId) => room.committed.has(opId)),
      },
    });
    const here = [...room.awareness.getStates().keys()];
    this.say({ type: 'awareness', update: encodeAwarenessUpdate(room.awareness, here) });
  }

  #present(update: Uint8Array): void {
    const { person: id, name } = this.#actor;
    const marked = modifyAwarenessUpdate(update, (state: unknown) =>
      typeof state === 'object' && state !== null
        ? { ...state, user: { id, name, organisation: '示例单位' } }
        : state,
    );
    applyAwarenessUpdate(this.#room.awareness, marked, this);
    this.#room.broadcast({ type: 'awareness', update: marked });
  }
}
